import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'
import { byTrack } from './by-track.ts'

/** Who and what a track is, as integers: the smallest track key of its recording and of its main artist. */
export type Credits = Readonly<Record<'recording' | 'artist', number>>

const adds: ColumnKinds<Credits> = { recording: 'key', artist: 'key' }

export const credits: Hydrator<Query, Found, Credits> = {
  name: 'credits',
  timeoutMs: 10,
  adds,
  hydrate(query, batch) {
    const { recordings, artists } = query.reads.index
    return byTrack(query, batch, adds, ({ recording, artist }, place, key) => {
      recording[place] = recordings[key] ?? key
      artist[place] = artists[key] ?? key
    })
  },
}
