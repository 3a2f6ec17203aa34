import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Query } from '../query.ts'
import { someOf } from './artists-you-play.ts'

/** What a session was started from: the artist's tracks, the tag's best played, what goes with the track. */
export const seeded: Source<Query, Found> = {
  name: 'seed',
  timeoutMs: 20,
  enabled: ({ session }) => session !== undefined,
  find({ session, reads, seed }) {
    if (session === undefined) return found('seed', [])
    const { kind, id } = session.seed
    const keys = reads.seedKeys(kind, id)
    return found('seed', kind === 'artist' ? someOf(keys, 40, seed) : keys.slice(0, 120))
  },
}
