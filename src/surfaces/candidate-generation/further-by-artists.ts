import { z } from 'zod'
import type { ArtistId, TrackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import { isRuledOut } from '../hydrators/eligibility.ts'
import type { Leading, Live } from '../query.ts'
import type { Reads } from '../reads.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/**
 * What was never heard of the artists who were played lately: of what is new to a day, more is by them than by anybody else. Only
 * where nothing plays, for else what plays tells more.
 */
export const furtherByArtists = z
  .strictObject({ use: z.literal('further-by-artists'), timeoutMs, most: count })
  .transform(
    ({ timeoutMs, most }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
      name: 'further-by-artists',
      timeoutMs,
      enabled: ({ currentKey, reads }) => currentKey === undefined && reads.listener !== undefined,
      find: ({ reads }) => found('further-by-artists', furtherTracks(reads, most)),
    }),
  )

/** So many plays back, each track once. */
const playsHeeded = 100
/** Of what nobody plays, beside 1 of what is most popular. */
const leastPopular = 0.2

/**
 * The likeliest first: an artist's plays, those of a day ago counting e times less, over all that they have and that was never heard, by how
 * popular each is.
 */
export const furtherTracks = (reads: Reads, most: number): readonly TrackKey[] => {
  const { catalog, models, listener, index } = reads
  if (listener === undefined) return []
  const { places, daysSincePlayed } = listener.histories
  const rowOf = (key: TrackKey) => places.get(index.recordings[key] ?? key)
  const plays = new Map<ArtistId, number>()
  for (const key of listener.lastPlayedKeys(playsHeeded)) {
    if (isRuledOut(key, reads)) continue
    const artist = catalog.byKey(key)?.artists[0]?.id
    const days = daysSincePlayed[rowOf(key) ?? -1] ?? Number.POSITIVE_INFINITY
    if (artist !== undefined) plays.set(artist, (plays.get(artist) ?? 0) + Math.exp(-days))
  }
  const further: { readonly key: TrackKey; readonly odds: number }[] = []
  for (const [artist, times] of plays) {
    const left = (catalog.artist(artist)?.trackKeys ?? []).filter((key) => rowOf(key) === undefined)
    const shareOf = (key: TrackKey) => leastPopular + models.popularityOf(key)
    const all = left.reduce((sum, key) => sum + shareOf(key), 0)
    for (const key of left) further.push({ key, odds: (times * shareOf(key)) / all })
  }
  return further
    .sort((a, b) => b.odds - a.odds || a.key - b.key)
    .slice(0, most)
    .map(({ key }) => key)
}
