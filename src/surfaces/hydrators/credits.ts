import type { SessionSeed } from '#log'
import type { ColumnKinds, Columns, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { CommonQuery, Leading, Live } from '../query.ts'
import { distinctIn, noTrack, type TrackIndex } from '../track-index.ts'
import { byTrack } from './by-track.ts'

/**
 * Who and what a track is, as integers. In a radio on an artist, a guest appearance counts as the artist's.
 * `artist` is its main artist's number, plus one, or 0 for none; `version` is the smallest track key of its recording, or
 * of its song where the query is distinct by songs, plus one, or 0 for a track that has that key itself, as nearly all have.
 */
export type Credits = Readonly<Record<'version' | 'artist', number>>

/** What a candidate is of that no slate has twice: its own key, or the first version of the same recording or song. */
export const recordingOf = (key: number, version: number): number => (version === 0 ? key : version - 1)

/** Of all candidates, by place. */
export const recordingsOf = ({ key, version }: Columns<Found & Credits>, candidates: number): Uint32Array => {
  const recordings = new Uint32Array(candidates)
  for (let i = 0; i < candidates; i++) recordings[i] = recordingOf(key[i] ?? 0, version[i] ?? 0)
  return recordings
}

const adds: ColumnKinds<Credits> = { version: 'key', artist: 'key' }

export const credits: Hydrator<
  Pick<Leading, 'session'> & Pick<CommonQuery, 'distinctBy'> & Live,
  Found,
  Credits
> = {
  name: 'credits',
  timeoutMs: 10,
  adds,
  hydrate(query, batch) {
    const { index } = query.reads
    const { recordings } = distinctIn(index, query)
    const artistOf = artistFinder(index, query.session?.seed)
    return byTrack(query, batch, adds, ({ version, artist }, there) => {
      for (let at = 0; at < there.count; at++) {
        const place = there.places[at] ?? 0
        const key = there.keys[at] ?? 0
        const recording = recordings[key] ?? key
        version[place] = recording === key ? 0 : recording + 1
        artist[place] = artistOf(key)
      }
    })
  },
}

/** By key, the `artist` of `Credits`. */
export const artistFinder = (index: TrackIndex, seed: SessionSeed | undefined): ((key: number) => number) => {
  const { artists, artistNumbers } = index
  const host = seed?.kind === 'artist' ? artistNumbers.get(seed.id) : undefined
  return (key) => {
    const main = host !== undefined && isCredited(key, host, index) ? host : (artists[key] ?? noTrack)
    return main === noTrack ? 0 : main + 1
  }
}

const isCredited = (key: number, artist: number, { credits, creditStarts }: TrackIndex): boolean =>
  credits.subarray(creditStarts[key] ?? 0, creditStarts[key + 1] ?? 0).includes(artist)
