import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { centroid } from '../anchor.ts'
import { type Found, found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'
import { someOf } from './artists-you-play.ts'
import type { InSessionOf } from './seeded.ts'

/**
 * What goes beside an artist: heard with their tracks, and near to them in sound, by others. Who starts a radio on
 * an artist expects company for them; without it every candidate is theirs, and no spacing can hold.
 */
export const nearSeed = z
  .strictObject({
    use: z.literal('near-seed'),
    timeoutMs,
    some: count,
    near: count,
    after: count,
    most: count,
  })
  .transform(
    ({ timeoutMs, some, near, after, most }): Source<InSessionOf & Live, Found> => ({
      name: 'near-seed',
      timeoutMs,
      enabled: ({ session }) => session.seed.kind === 'artist',
      find({ session, reads: { index, models, ...reads }, seed }) {
        const own = reads.seedKeys(session.seed.kind, session.seed.id)
        const artist = index.artistNumbers.get(session.seed.id)
        const few = someOf(own, some, `${seed}/near-seed`)
        const middle = centroid(few, models)
        // Their own are not looked at: a thousand of one artist would be compared to find the hundred beside them.
        const theirs = own.filter((key) => index.artists[key] === artist)
        const beside = middle === undefined ? [] : models.near(middle, near, theirs)
        const heard = few.flatMap((key) => models.after(trackKey(key), after))
        const others = [...heard, ...beside]
          .map(({ key }) => key)
          .filter((key) => index.artists[key] !== artist)
        return found('near-seed', [...new Set(others)].slice(0, most))
      },
    }),
  )
