import { z } from 'zod'
import { createRandom } from '#domain'
import type { Batch, HeldBack, Selector } from '#pipeline'
import type { Found } from '../candidate.ts'
import { type Credits, recordingsOf } from '../hydrators/credits.ts'
import { type TellingTags, tellingTags } from '../hydrators/telling-tags.ts'
import type { Calibrated, CommonQuery, PlayingOn } from '../query.ts'
import { some, timeoutMs } from '../recipes/parameters.ts'
import { type ArtistRow, openArtistRow } from './artist-row.ts'
import { type Bars, isAnyBarred, noBars, toldOf } from './bars.ts'
import { gaveWay, nobody, toldGaveWay } from './strain.ts'
import { openTagBars, perTag } from './tag-row.ts'

type Page = Pick<CommonQuery, 'limit' | 'seed'>

const schema = z.strictObject({
  use: z.literal('soft-diversification'),
  timeoutMs,
  gap: z.number().int().min(1).max(14),
  /** What an artist loses who was heard in the place before; less of it the longer ago, nothing beyond the gap. */
  close: z.number().min(0).max(100),
  perArtist: some,
  /** How much of a difference between scores is left to chance. */
  temperature: z.number().gt(0).max(100),
  perTag,
})
type SoftDiversification = z.infer<typeof schema>
type Query = Page & PlayingOn & Calibrated
type Known = Found & Credits & TellingTags

/**
 * No recording twice, and an artist who was heard within `gap` places stands back by a part of `close`, which is taken from the
 * score, so that it costs an artist their place where others are nearly as good and does not where what follows is clearly
 * theirs: on the release that is gone through. The scores are those of a ranker that learns odds, so `close` divides them by e^close.
 *
 * Two bounds it keeps, as long as others are left: an artist has no more than `perArtist` of `placesInARow`, and a tag no more of the row than
 * `perTag` allows (`tag-row.ts`). The tag gives way first, then the artist by as little as will do, and the answer says so.
 *
 * Each place is drawn in proportion to exp(score / temperature) of what the scores are by then, and how probable that was is told.
 */
const diversify = (terms: SoftDiversification): Selector<Query, Known> => ({
  name: terms.use,
  timeoutMs: 20,
  tellsPropensities: true,
  select(query, batch, scores) {
    const { limit, seed } = query
    const standing = openStanding(terms, query, batch, scores)
    const random = createRandom(`${seed}/places`)
    const places: number[] = []
    const propensities = new Float32Array(Math.min(limit, batch.count))
    while (places.length < propensities.length) {
      const drawn = draw(standing.next(), terms.temperature, random.next() + random.next() / 0x1_0000_0000)
      if (drawn === undefined) break
      propensities[places.length] = drawn.propensity
      places.push(drawn.place)
      standing.took(drawn.place)
    }
    return { places, propensities: propensities.subarray(0, places.length) }
  },
  remark(query, batch, selected) {
    const artists = selected.map((place) => batch.columns.artist[place] ?? nobody)
    const bars = openBars(terms, query, batch)
    return toldOf([
      gaveWay({ gap: 0, perArtist: terms.perArtist }, query.heardArtists, artists) && toldGaveWay,
      isAnyBarred(bars, selected) && bars.toldGaveWay,
    ])
  },
  heldBack: (query, batch, scores, selected) => stoodBack(terms, query, batch, scores, selected),
})

const openBars = (
  { perTag }: SoftDiversification,
  { calibration }: Query,
  { columns, count }: Batch<Known>,
): Bars => (calibration === undefined ? noBars(count) : openTagBars(perTag, calibration, columns, count))

/** What it takes from the score of a candidate that the artist's last track was `ago` places before; 0 for none of theirs. */
const lossAt = ({ gap, close }: SoftDiversification, ago: number): number =>
  ago === 0 || ago > gap ? 0 : (close * (gap + 1 - ago)) / gap

const tooManyAt = ({ perArtist }: SoftDiversification, { had }: ArtistRow, i: number): number =>
  Math.max(0, (had[i] ?? 0) + 1 - perArtist)

const openStanding = (
  terms: SoftDiversification,
  query: Query,
  batch: Batch<Known>,
  scores: Float64Array,
) => {
  const { columns, count } = batch
  const { artist: artists } = columns
  const row = openArtistRow(artists, count, query.heardArtists)
  const bars = openBars(terms, query, batch)
  /** Who strains it least may stand. */
  const strainAt = (i: number): number => 2 * tooManyAt(terms, row, i) + (bars.barred[i] ?? 0)
  const recordings = recordingsOf(columns, count)
  const gone = new Uint8Array(count)
  const by = new Float64Array(count)
  return {
    /** The scores by which the next place is drawn, −∞ for who may not stand there. */
    next(): Float64Array {
      let least = Number.POSITIVE_INFINITY
      for (let i = 0; i < count && least > 0; i++) if (gone[i] === 0) least = Math.min(least, strainAt(i))
      for (let i = 0; i < count; i++) {
        const may = gone[i] === 0 && strainAt(i) <= least
        by[i] = may ? (scores[i] ?? 0) - lossAt(terms, row.ago[i] ?? 0) : Number.NEGATIVE_INFINITY
      }
      return by
    },
    took(place: number): void {
      row.push(artists[place] ?? nobody)
      bars.took(place)
      for (let i = 0; i < count; i++) if (recordings[i] === recordings[place]) gone[i] = 1
    },
  }
}

/** `chance` from 0 to below 1. */
const draw = (
  by: Float64Array,
  temperature: number,
  chance: number,
): { readonly place: number; readonly propensity: number } | undefined => {
  let best = -1
  for (let i = 0; i < by.length; i++)
    if ((by[i] ?? Number.NEGATIVE_INFINITY) > (by[best] ?? Number.NEGATIVE_INFINITY)) best = i
  if (best < 0) return undefined
  const weightAt = (i: number) => Math.exp(((by[i] ?? 0) - (by[best] ?? 0)) / temperature)
  let sum = 0
  for (let i = 0; i < by.length; i++) sum += weightAt(i)
  let left = chance * sum
  let place = best
  for (let i = 0; i < by.length; i++) {
    const weight = weightAt(i)
    if (left < weight) {
      place = i
      break
    }
    left -= weight
  }
  return { place, propensity: Math.min(1, weightAt(place) / sum) }
}

/** Where a higher score was passed over for its artist and not by chance: what it was drawn by was no better than that of who was taken. */
const stoodBack = (
  terms: SoftDiversification,
  query: Query,
  batch: Batch<Known>,
  scores: Float64Array,
  selected: readonly number[],
): readonly (HeldBack | undefined)[] => {
  const { columns, count } = batch
  const row = openArtistRow(columns.artist, count, query.heardArtists)
  const bars = openBars(terms, query, batch)
  const recordings = recordingsOf(columns, count)
  const shown = new Set<number | undefined>()
  const held = new Array<HeldBack | undefined>(count).fill(undefined)
  const drawnBy = (i: number) => (scores[i] ?? 0) - lossAt(terms, row.ago[i] ?? 0)
  for (const [rank, place] of selected.entries()) {
    for (let i = 0; i < count; i++) {
      if (held[i] !== undefined || (scores[i] ?? 0) <= (scores[place] ?? 0) || shown.has(recordings[i]))
        continue
      if (tooManyAt(terms, row, i) > tooManyAt(terms, row, place)) held[i] = { rank, reason: 'artist-share' }
      else if (bars.barred[i] === 1 && bars.barred[place] !== 1) held[i] = { rank, reason: bars.reason }
      else if (drawnBy(i) <= drawnBy(place)) held[i] = { rank, reason: 'artist-close' }
    }
    shown.add(recordings[place])
    row.push(columns.artist[place] ?? nobody)
    bars.took(place)
  }
  return held
}

/** Goes on from what was heard: what hydrates it, and what selects by it. */
export const softlyDiversifiedOn = schema.transform((said) => ({
  hydrator: tellingTags(said.timeoutMs),
  selector: diversify(said),
}))
