import type { ReleaseSummary } from '@segue/client'
import { Link } from '@tanstack/react-router'
import { Cover } from '../design/cover.tsx'
import { counted, names } from '../formatting.ts'

export const byline = ({ artists, artistCount }: ReleaseSummary): string =>
  artistCount === 0
    ? 'Unknown artist'
    : artistCount > artists.length
      ? `${names(artists.slice(0, 2))} and ${artistCount - 2} others`
      : names(artists)

/** Releases as covers, each a way to its page. */
export const ReleaseGrid = ({ releases }: { releases: readonly ReleaseSummary[] }) => (
  <ul
    aria-label="Releases"
    className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]"
  >
    {releases.map((release) => (
      <li key={release.id} className="min-w-0">
        <Link to="/releases/$id" params={{ id: release.id }} className="group block rounded-xl">
          <Cover
            of={{ id: release.id, release, artists: release.artists }}
            className="w-full rounded-xl shadow-lift transition group-hover:-translate-y-0.5"
          />
          <span className="mt-2.5 line-clamp-2 block font-semibold text-[0.9375rem] leading-snug [overflow-wrap:anywhere]">
            {release.title}
          </span>
          <span className="line-clamp-2 block text-[0.8125rem] text-soft [overflow-wrap:anywhere]">
            {byline(release)}
          </span>
          <span className="block text-faint text-xs tabular-nums">
            {release.year === undefined ? '' : `${release.year} · `}
            {counted(release.tracks, 'track')}
          </span>
        </Link>
      </li>
    ))}
  </ul>
)
