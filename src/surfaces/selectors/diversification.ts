import { z } from 'zod'
import type { Batch, Selector } from '#pipeline'
import type { Found } from '../candidate.ts'
import { type Credits, recordingsOf } from '../hydrators/credits.ts'
import { type TellingTags, tellingTags } from '../hydrators/telling-tags.ts'
import type { ArtistsOnPage, Calibrated, CommonQuery, PlayingOn } from '../query.ts'
import { oneOf } from '../recipes/one-of.ts'
import { count, some, timeoutMs } from '../recipes/parameters.ts'
import { openArtistRow } from './artist-row.ts'
import { type Bars, isAnyBarred, noBars, toldOf } from './bars.ts'
import { drawnRestsOn, drawnRestsPage } from './drawn-rests.ts'
import { heldApart } from './held-apart.ts'
import { openPageBars } from './page-bars.ts'
import { openSoftmaxDraw } from './softmax-draw.ts'
import { gaveWay, nobody, strainOf, toldGaveWay } from './strain.ts'
import { openTagBars, perTag } from './tag-row.ts'

type Page = Pick<CommonQuery, 'limit' | 'seed'> & { readonly onPage?: ArtistsOnPage | undefined }

/** More would be more ways to rest than are worth counting. */
const mostRest = 6

const bounds = {
  gap: count,
  perArtist: some,
  firm: z.boolean(),
  /** For up to so many places beyond the distance an artist may rest. */
  rest: z.number().int().min(0).max(mostRest),
  /** How much of a difference between scores is left to chance; 0 for none. */
  temperature: z.number().min(0).max(100),
}
const needsChance = {
  path: ['rest'],
  error: 'is chance: it must be 0 where the temperature is',
}
const hasChance = ({ rest, temperature }: { readonly rest: number; readonly temperature: number }) =>
  rest === 0 || temperature > 0

const schema = z.strictObject({ use: z.literal('diversification'), ...bounds }).refine(hasChance, needsChance)
type Diversification = Omit<z.infer<typeof schema>, 'use'>

/**
 * No recording twice, or no song where `Credits` numbers songs, no artist again within `gap` places and none more than `perArtist` times in a row of
 * `placesInARow`, as long as others are left. When only such candidates remain, the bounds give way in the order gap,
 * share, each by as little as will do, so that a one-artist catalogue still gets a slate, and the answer says so. A `firm`
 * share never gives way: the slate gets shorter instead.
 *
 * Among those that may stand at a place, one is drawn by its score, and how probable that was is told
 * (`softmax-draw.ts`). With a distance alone, as many artists as it is wide go round in a fixed order, the best being always
 * the best: so after each of their tracks an artist may rest beyond it. That is a wish and gives way first, without a word.
 */
const diversify = <Q extends Page, C extends Found & Credits>(
  terms: Diversification,
  heardBefore: (query: Q) => readonly number[],
  openBars: (query: Q, batch: Batch<C>) => Bars = (_, { count }) => noBars(count),
): Selector<Q, C> => ({
  name: 'diversification',
  timeoutMs: 20,
  tellsPropensities: true,
  select(query, batch, scores) {
    const { temperature, rest } = terms
    const stand = openStands(terms, batch, heardBefore(query), openBars(query, batch))
    const draw = openSoftmaxDraw({ temperature, rest, seed: `${query.seed}/places` }, scores)
    const places: number[] = []
    const propensities = new Float32Array(Math.min(query.limit, batch.count))
    while (places.length < propensities.length) {
      const place = draw.take(stand.next())
      if (place < 0) break
      propensities[places.length] = draw.propensity
      places.push(place)
      stand.took(place)
    }
    return { places, propensities: propensities.subarray(0, places.length) }
  },
  remark(query, batch, selected) {
    // A shelf is looked at and not heard in order: there the share is the promise, and it has been kept.
    if (terms.firm) return undefined
    const artists = selected.map((place) => batch.columns.artist[place] ?? nobody)
    const bars = openBars(query, batch)
    return toldOf([
      gaveWay(terms, heardBefore(query), artists) && toldGaveWay,
      isAnyBarred(bars, selected) && bars.toldGaveWay,
    ])
  },
  heldBack: (query, batch, scores, selected) =>
    heldApart(terms, heardBefore(query), batch, scores, selected, openBars(query, batch)),
})

/** Who may stand at the next place: those who strain the bounds least. */
interface Stands {
  /** As `SoftmaxDraw` takes it, in an array that is used again. */
  next(): Int8Array
  took(place: number): void
}

const openStands = (
  { gap, perArtist, firm, rest }: Diversification,
  { columns, count: candidates }: Batch<Found & Credits>,
  heard: readonly number[],
  bars: Bars,
): Stands => {
  const bounds = { gap, perArtist }
  const { artist: artists } = columns
  const { ago, had, push } = openArtistRow(artists, candidates, heard)
  const recordings = recordingsOf(columns, candidates)
  const gone = new Uint8Array(candidates)
  const standing = new Int8Array(candidates)
  const strainAt = (i: number): number => strainOf(bounds, ago[i] ?? 0, had[i] ?? 0)
  /** Nearly always somebody strains nothing: one pass then. Answers whether anybody does. */
  const standUnstrained = (barred: Uint8Array | undefined): boolean => {
    let any = false
    for (let i = 0; i < candidates; i++) {
      const before = ago[i] ?? 0
      const may = gone[i] === 0 && barred?.[i] !== 1 && (before === 0 || strainAt(i) === 0)
      standing[i] = may ? (before > gap && before - gap <= rest ? before - gap : 0) : -1
      any ||= may
    }
    return any
  }
  const standLeastStrained = (): void => {
    let least = Number.POSITIVE_INFINITY
    const may = (i: number) =>
      gone[i] === 0 && !(bars.firm && bars.barred[i] === 1) && !(firm && strainAt(i) > gap)
    for (let i = 0; i < candidates; i++) if (may(i)) least = Math.min(least, strainAt(i))
    for (let i = 0; i < candidates; i++) standing[i] = may(i) && strainAt(i) === least ? 0 : -1
  }
  return {
    next() {
      if (standUnstrained(bars.barred) || (!bars.firm && standUnstrained(undefined))) return standing
      standLeastStrained()
      return standing
    },
    took(place) {
      push(artists[place] ?? nobody)
      bars.took(place)
      for (let i = 0; i < candidates; i++) if (recordings[i] === recordings[place]) gone[i] = 1
    },
  }
}

/** Of slates that are looked at, and not played one after another. */
export const diversifiedPage = oneOf(
  schema.transform(
    (said): Selector<Page, Found & Credits> =>
      diversify(
        said,
        () => [],
        ({ onPage }, { columns, count }) =>
          onPage === undefined ? noBars(count) : openPageBars(onPage, columns.artist, count),
      ),
  ),
  drawnRestsPage,
)

/** Goes on from what was heard. */
export const diversifiedOn = oneOf(
  schema.transform(
    (said): Selector<Page & PlayingOn, Found & Credits> =>
      diversify(said, ({ heardArtists }) => heardArtists),
  ),
  drawnRestsOn,
)

/** Goes on from what was heard, and keeps the row to what the listener plays: what hydrates it, and what selects by it. */
export const calibratedOn = z
  .strictObject({
    use: z.literal('calibrated-diversification'),
    timeoutMs,
    ...bounds,
    perTag,
  })
  .refine(hasChance, needsChance)
  .transform(({ timeoutMs, perTag, ...said }) => ({
    hydrator: tellingTags(timeoutMs),
    selector: diversify<Page & PlayingOn & Calibrated, Found & Credits & TellingTags>(
      said,
      ({ heardArtists }) => heardArtists,
      ({ calibration }, { columns, count }) =>
        calibration === undefined ? noBars(count) : openTagBars(perTag, calibration, columns, count),
    ),
  }))
