import type { ReleasePage as Release } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { Fragment } from 'react'
import { Cover } from '../design/cover.tsx'
import { clockTime, counted, titled } from '../formatting.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { found, playAll } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { TrackRow } from '../tracks/track-row.tsx'
import { actionClass, PageHead, PageOf } from './page-head.tsx'
import { TagChips } from './tag-chips.tsx'

/** A release: its tracks in the order of the record, how long it is, when, by whom and under which licence. */
const Facts = ({ release }: { release: Release }) => {
  const { artists, artistCount, year, label, tracks, durationMs, licenceUrl } = release
  const facts = [
    year === undefined ? undefined : String(year),
    counted(tracks, 'track'),
    durationMs === undefined ? undefined : clockTime(durationMs),
    label,
  ].filter((fact) => fact !== undefined)
  return (
    <>
      <p>
        {artists.map(({ id, name }, index) => (
          <Fragment key={id}>
            {index > 0 && ', '}
            <Link to="/artists/$id" params={{ id }} className="touch font-medium text-ink hover:underline">
              {name}
            </Link>
          </Fragment>
        ))}
        {artistCount > artists.length && ` and ${counted(artistCount - artists.length, 'other')}`}
      </p>
      <p className="tabular-nums">{facts.join(' · ')}</p>
      {licenceUrl && (
        <a href={licenceUrl} target="_blank" rel="noreferrer" className="touch underline underline-offset-3">
          Licence
        </a>
      )}
    </>
  )
}

export const ReleasePage = () => {
  const { id } = useParams({ from: '/releases/$id' })
  const listenerId = useListenerId()
  const asked = useQuery({
    queryKey: ['browse', 'release', id, listenerId],
    queryFn: ({ signal }) => segue.releases.get(id, { listenerId, signal }),
  })
  return (
    <PageOf
      kind="Release"
      asked={asked}
      title={(release) => titled({ ...release, artists: release.artists.slice(0, 2) })}
    >
      {(data) => (
        <>
          <PageHead
            what="Release"
            title={data.title}
            cover={
              <Cover
                of={{ id: data.id, release: data, artists: data.artists }}
                className="size-44 rounded-2xl shadow-lift sm:size-56"
              />
            }
            facts={<Facts release={data} />}
          >
            <button
              type="button"
              className={actionClass}
              onClick={() => playAll(data.trackList.map(({ track }) => found(track)))}
            >
              <Play className="size-4 text-accent" fill="currentColor" aria-hidden="true" /> Play release
            </button>
          </PageHead>
          <ol aria-label="Tracks" className="-mx-1.5">
            {data.trackList.map(({ disc, number, track }) => (
              <li key={track.id} className="flex items-center gap-2">
                <span className="w-9 shrink-0 text-right text-faint text-xs tabular-nums">
                  {number === undefined ? '' : (disc ?? 1) > 1 ? `${disc}-${number}` : number}
                </span>
                <div className="min-w-0 flex-1">
                  <TrackRow
                    entry={found(track)}
                    listed={track}
                    facts={
                      <span className="text-faint text-xs tabular-nums">
                        {track.durationMs === undefined ? '' : clockTime(track.durationMs)}
                      </span>
                    }
                  />
                </div>
              </li>
            ))}
          </ol>
          <TagChips tags={data.tags} />
        </>
      )}
    </PageOf>
  )
}
