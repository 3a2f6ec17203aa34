import { dayMs, type Instant } from '#domain'
import type { AppEvent } from '#log'
import type { CatalogSnapshot, Model, Trained, Training } from '../model.ts'
import { packArtifact } from '../packed-artifact.ts'
import { createHeard } from './heard.ts'
import { loadPopularity, type PopularityPredictor, popularity } from './popularity-predictor.ts'

/**
 * What everybody plays, lately: every play counts 1 and loses half its weight each half-life, a skip takes
 * something back, a like gives more. It is the last tier of serving, so it ranks the whole catalogue even
 * without one event: then the editorial rating decides, and after that the key.
 *
 * score = Σ weight(event)·2^(−age/halfLife) + ratingPrior·rating
 *
 * What is called most played is counted apart, by plays alone: a track that is much liked and little played ranks
 * high here, and still nobody plays it most.
 */
export interface PopularityConfig {
  readonly halfLifeMs: number
  readonly skipWeight: number
  readonly likeWeight: number
  readonly dislikeWeight: number
  readonly ratingPrior: number
  /** Longest list kept per tag. */
  readonly listLength: number
  /** Of all, and of a tag: so many are its most played. */
  readonly mostPlayed: number
  /** At most so many tracks, and so much of the catalogue, are its newest. */
  readonly newest: number
  readonly newestShare: number
  /** With more tracks observed, in the catalogue or not, the half with the fewest events goes. */
  readonly mostTracks: number
}

const defaults: PopularityConfig = {
  halfLifeMs: 14 * dayMs,
  skipWeight: -0.5,
  likeWeight: 2,
  dislikeWeight: -2,
  ratingPrior: 0.01,
  listLength: 500,
  mostPlayed: 40,
  newest: 80,
  newestShare: 0.25,
  mostTracks: 1_000_000,
}

const weightOf = (event: AppEvent, config: PopularityConfig): number => {
  switch (event.type) {
    case 'track.played':
      return 1
    case 'track.skipped':
      return config.skipWeight
    case 'track.liked':
      return config.likeWeight
    case 'track.disliked':
      return config.dislikeWeight
    default:
      return 0
  }
}

/**
 * Newest first by day or year of release; of one date, the more popular first, then the later arrival. A track is
 * new when no more than `newest` are as new as it, or may be: of a year alone any day may be meant. So a date of
 * which not all tracks fit is left out, and of a small catalogue no more than a part is its newest.
 */
const rankNewest = (
  catalog: CatalogSnapshot,
  scores: Float64Array,
  asOf: Instant,
  { newest, newestShare }: PopularityConfig,
) => {
  const latest = asOf > 0 ? new Date(asOf).toISOString().slice(0, 10) : '9999'
  const dated = catalog.tracks.flatMap((track) => {
    const date = track.releasedAt ?? (track.year === undefined ? undefined : `${track.year}`)
    return date === undefined || date > latest ? [] : [{ key: track.key, date }]
  })
  const most = Math.min(newest, Math.ceil(newestShare * catalog.tracks.length))
  // '~' comes after every digit and dash: the last day that a date may mean.
  const bar = dated
    .map(({ date }) => `${date}~`)
    .sort()
    .at(-1 - most)
  const isNew = bar === undefined ? dated : dated.filter(({ date }) => date > bar)
  isNew.sort(
    (a, b) =>
      (a.date < b.date ? 1 : a.date > b.date ? -1 : 0) ||
      (scores[b.key] ?? 0) - (scores[a.key] ?? 0) ||
      b.key - a.key,
  )
  return Uint32Array.from(isNew, ({ key }) => key)
}

const listByTag = (catalog: CatalogSnapshot, ranked: Uint32Array, listLength: number) => {
  const trackOf = new Map(catalog.tracks.map((track) => [track.key as number, track]))
  const lists = new Map<string, number[]>()
  for (const key of ranked) {
    for (const tag of trackOf.get(key)?.tags ?? []) {
      const list = lists.get(tag)
      if (list === undefined) lists.set(tag, [key])
      else if (list.length < listLength) list.push(key)
    }
  }
  return [...lists].sort(([a], [b]) => (a < b ? -1 : 1))
}

const lengthsOf = (lists: ReturnType<typeof listByTag>) => lists.map(([tag, keys]) => [tag, keys.length])

/** Highest first, then by key. */
const rank = (catalog: CatalogSnapshot, scores: Float64Array): Uint32Array =>
  Uint32Array.from(catalog.tracks, ({ key }) => key).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  )

const begin = (catalog: CatalogSnapshot, config: PopularityConfig, observed?: Uint8Array): Training => {
  const heard = createHeard(config, observed)
  return {
    observe: (event) => {
      const weight = weightOf(event, config)
      if (weight === 0 || !('trackId' in event)) return
      heard.add(event.trackId, weight, event.type === 'track.played', event.at)
    },
    observed: heard.pack,
    *finish(asOf): Generator<undefined, Trained> {
      const scores = new Float64Array(catalog.slots)
      const plays = new Float64Array(catalog.slots)
      let events = 0
      for (const { id, key, rating } of catalog.tracks) {
        const of = heard.of(id, asOf)
        scores[key] = of.score + config.ratingPrior * (rating ?? 0)
        plays[key] = of.plays
        events += of.events
      }
      const ranked = rank(catalog, scores)
      yield
      const lists = listByTag(catalog, ranked, config.listLength)
      yield
      const played = rank(catalog, plays).filter((key) => (plays[key] ?? 0) > 0)
      const playedLists = listByTag(catalog, played, config.mostPlayed)
      yield
      const bytes = packArtifact(
        'popularity',
        { asOf, tags: lengthsOf(lists), playedTags: lengthsOf(playedLists) },
        {
          keys: ranked,
          scores: Float32Array.from(ranked, (key) => scores[key] ?? 0),
          tagKeys: Uint32Array.from(lists.flatMap(([, keys]) => keys)),
          played: played.slice(0, config.mostPlayed),
          tagPlayed: Uint32Array.from(playedLists.flatMap(([, keys]) => keys)),
          newest: rankNewest(catalog, scores, asOf, config),
        },
      )
      return { bytes, rows: { events, tracks: ranked.length, tags: lists.length } }
    },
  }
}

export const createPopularity = (config: Partial<PopularityConfig> = {}): Model<PopularityPredictor> => {
  const full = { ...defaults, ...config }
  return {
    name: popularity.name,
    code: 'popularity@2',
    config: { ...full },
    begin: (catalog, observed) => begin(catalog, full, observed),
    load: loadPopularity,
  }
}
