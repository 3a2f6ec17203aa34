import { trackKey } from '#domain'
import { type Hydrator, numbers } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'

/** Who and what a track is, as integers: the smallest track key of its recording and of its main artist. */
export type Credits = Readonly<Record<'recording' | 'artist', number>>

export const credits: Hydrator<Query, Found, Credits> = {
  name: 'credits',
  timeoutMs: 10,
  codec: numbers({ recording: 'key', artist: 'key' }),
  hydrate({ reads }, candidates) {
    return candidates.map(({ key }) => {
      const track = reads.catalog.byKey(trackKey(key))
      if (track === undefined) return undefined
      const [main] = track.artists
      const artist = (main && reads.catalog.artist(main.id)?.trackKeys[0]) ?? key
      return { recording: reads.recordingOf(key), artist }
    })
  },
}
