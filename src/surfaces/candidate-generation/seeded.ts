import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { AskedOf, CommonQuery, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'
import { someOf } from './artists-you-play.ts'

/** What a source asks of the query of a session. */
export type InSessionOf = Pick<CommonQuery, 'seed'> & { readonly session: AskedOf }

/** What a session was started from: the artist's tracks, the tag's best played, what goes with the track. */
export const seeded = z
  .strictObject({ use: z.literal('seed'), timeoutMs, ofArtist: count, most: count })
  .transform(
    ({ timeoutMs, ofArtist, most }): Source<InSessionOf & Live, Found> => ({
      name: 'seed',
      timeoutMs,
      find({ session, reads, seed }) {
        const { kind, id } = session.seed
        const keys = reads.seedKeys(kind, id)
        return found('seed', kind === 'artist' ? someOf(keys, ofArtist, seed) : keys.slice(0, most))
      },
    }),
  )
