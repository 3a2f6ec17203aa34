import { z } from 'zod'
import type { TrackKey } from '#domain'
import { createRandom } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { CommonQuery, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/** Up to eight tracks each of the eight artists the listener likes best; large artists take turns by the seed. */
export const artistsYouPlay = z
  .strictObject({ use: z.literal('artists-you-play'), timeoutMs, artists: count, ofEach: count })
  .transform(
    ({ timeoutMs, artists, ofEach }): Source<Pick<CommonQuery, 'seed'> & Live, Found> => ({
      name: 'artists-you-play',
      timeoutMs,
      enabled: ({ reads }) => reads.listener !== undefined,
      find({ reads: { catalog, listener }, seed }) {
        const best = listener?.topArtists(artists) ?? []
        const keys = best.flatMap((id) =>
          someOf(catalog.artist(id)?.trackKeys ?? [], ofEach, `${seed}/${id}`),
        )
        return found('artists-you-play', keys)
      },
    }),
  )

/** `count` of the keys, in a seeded order; all of them when there are no more. */
export const someOf = (keys: readonly TrackKey[], count: number, seed: string): TrackKey[] => {
  const rest = [...keys]
  if (rest.length <= count) return rest
  const random = createRandom(seed)
  for (let place = 0; place < count; place++) {
    const other = place + random.below(rest.length - place)
    const [one, two] = [rest[place], rest[other]]
    if (one !== undefined && two !== undefined) [rest[place], rest[other]] = [two, one]
  }
  return rest.slice(0, count)
}
