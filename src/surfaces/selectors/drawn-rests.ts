import { z } from 'zod'
import { createRandom } from '#domain'
import type { Selector } from '#pipeline'
import type { Found } from '../candidate.ts'
import { type Credits, recordingsOf } from '../hydrators/credits.ts'
import type { CommonQuery, PlayingOn } from '../query.ts'
import { count, some } from '../recipes/parameters.ts'
import { noBars } from './bars.ts'
import { heldApart } from './held-apart.ts'
import { type Bounds, gaveWay, nobody, placesInARow, strainOf, toldGaveWay } from './strain.ts'

type Page = Pick<CommonQuery, 'limit' | 'seed'>

const spacingSchema = z.strictObject({
  use: z.literal('spaced'),
  gap: count,
  perArtist: some,
  firm: z.boolean(),
  rest: z.number().int().min(0).max(placesInARow),
})
type Spacing = z.infer<typeof spacingSchema>

/**
 * How recipes up to 7 kept artists apart. Nothing of it may change: their records replay by it.
 *
 * The best first, but no recording twice, no artist again within `gap` places and none more than `perArtist` times
 * in a row of `placesInARow`, as long as others are left. The row begins with what plays and what was heard before
 * it, so that it makes no difference whether a listener asks for fifteen tracks or fifteen times for one. When only
 * such candidates remain, the bounds give way in the order gap, share, each by as little as will do, so that a
 * one-artist catalogue still gets a slate, and the answer says so. A `firm` share never gives way: the slate gets
 * shorter instead.
 *
 * The best are always the best: with a distance alone, as many artists as it is wide go round in a fixed order. So
 * after each of their tracks an artist rests for up to `rest` places beyond the distance, drawn from the request's
 * seed. It is a wish and gives way first, without a word.
 */
const spacing = <Q extends Page>(
  { use, gap, perArtist, firm, rest }: Spacing,
  heardBefore: (query: Q) => readonly number[],
): Selector<Q, Found & Credits> => ({
  name: use,
  timeoutMs: 20,
  select(query, batch, scores) {
    const { limit, seed } = query
    const { columns, count: candidates } = batch
    const { artist: artists } = columns
    const recordings = recordingsOf(columns, candidates)
    const chosen: number[] = []
    const shown = new Set<number>()
    const restOf = drawRests(seed, rest)
    const row = heardBefore(query).toReversed()
    // One pass per place beats sorting: slates are short, and what fits changes with every pick.
    const best = (): number => {
      const strained = strainAfter(row, { gap, perArtist, restOf })
      let found = -1
      let least = Number.POSITIVE_INFINITY
      for (let i = 0; i < candidates; i++) {
        if (shown.has(recordings[i] ?? 0)) continue
        const score = scores[i] ?? 0
        if (least === 0 && score <= (scores[found] ?? 0)) continue
        const strain = strained(artists[i] ?? nobody)
        if (firm && strain > gap) continue
        if (strain > least || (strain === least && score <= (scores[found] ?? 0))) continue
        found = i
        least = strain
      }
      return found
    }
    while (chosen.length < limit) {
      const place = best()
      if (place < 0) break
      shown.add(recordings[place] ?? 0)
      row.push(artists[place] ?? nobody)
      chosen.push(place)
    }
    return { places: chosen }
  },
  remark(query, { columns }, selected) {
    // A shelf is looked at and not heard in order: there the share is the promise, and it has been kept.
    if (firm) return undefined
    const artists = selected.map((place) => columns.artist[place] ?? nobody)
    return gaveWay({ gap, perArtist }, heardBefore(query), artists) ? toldGaveWay : undefined
  },
  heldBack: (query, batch, scores, selected) =>
    heldApart({ gap, perArtist }, heardBefore(query), batch, scores, selected, noBars(batch.count)),
})

/** Of slates that are looked at, and not played one after another. */
export const drawnRestsPage = spacingSchema.transform(
  (bounds): Selector<Page, Found & Credits> => spacing(bounds, () => []),
)

/** Goes on from what was heard. */
export const drawnRestsOn = spacingSchema.transform(
  (bounds): Selector<Page & PlayingOn, Found & Credits> =>
    spacing(bounds, ({ heardArtists }) => heardArtists),
)

/**
 * How far the bounds must give way for an artist to come next in the row, oldest first: 0 not at all, below 1 when
 * only the rest is cut short, up to `gap` by so many places, more when the share must give way as well.
 */
const strainAfter = (
  row: readonly number[],
  { gap, perArtist, restOf }: Bounds & Rests,
): ((artist: number) => number) => {
  const had = new Map<number, { places: number; ago: number }>()
  for (let ago = Math.min(placesInARow - 1, row.length); ago > 0; ago--) {
    const artist = row[row.length - ago] ?? nobody
    had.set(artist, { places: (had.get(artist)?.places ?? 0) + 1, ago })
  }
  return (artist) => {
    const before = artist === nobody ? undefined : had.get(artist)
    if (before === undefined) return 0
    const strain = strainOf({ gap, perArtist }, before.ago, before.places)
    if (strain > 0) return strain
    const tooSoon = Math.max(0, gap + 1 + restOf(artist, row.length - before.ago) - before.ago)
    return tooSoon / placesInARow
  }
}

interface Rests {
  /** Places beyond the distance, for an artist whose last track has this place in the row; below `placesInARow`. */
  restOf(artist: number, place: number): number
}

const drawRests = (seed: string, rest: number): Rests['restOf'] => {
  const drawn = new Map<string, number>()
  return (artist, place) => {
    if (rest === 0) return 0
    const last = `${artist}/${place}`
    const places = drawn.get(last) ?? createRandom(`${seed}/rest/${last}`).below(rest + 1)
    drawn.set(last, places)
    return places
  }
}
