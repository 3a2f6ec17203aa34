import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { whole } from '../formatting.ts'
import { segue } from '../segue.ts'

/** How much there is of each kind, each number a way to all of it. */
export const BrowseLinks = ({
  counts,
}: {
  counts: { readonly tracks: number; readonly artists: number; readonly tags: number }
}) => {
  const { data: releases } = useQuery({
    queryKey: ['browse', 'releases', 'count'],
    queryFn: ({ signal }) => segue.browse.releases({ limit: 1 }, { signal }),
  })
  const { data: years } = useQuery({
    queryKey: ['browse', 'years'],
    queryFn: ({ signal }) => segue.browse.years({ signal }),
  })
  const all = [
    { kind: 'artists', label: 'Artists', count: counts.artists },
    { kind: 'releases', label: 'Releases', count: releases?.total },
    { kind: 'tracks', label: 'Tracks', count: counts.tracks },
    { kind: 'tags', label: 'Tags', count: counts.tags },
    { kind: 'years', label: 'Years', count: years?.total },
  ]
  return (
    <nav aria-label="Browse the catalogue">
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5">
        {all.map(({ kind, label, count }) => (
          <li key={kind} className="last:odd:max-sm:col-span-2">
            <Link
              to="/catalogue/browse/$kind"
              params={{ kind }}
              className="panel group flex h-full flex-col gap-1 p-5 transition hover:border-ink/30"
            >
              <span className="display text-3xl tabular-nums">
                {count === undefined ? '…' : whole(count)}
              </span>
              <span className="flex items-center gap-1.5 text-soft text-sm">
                {label} <ArrowRight className="size-3.5 opacity-60" aria-hidden="true" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
