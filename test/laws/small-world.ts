import { expect } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import {
  artistId,
  type Instant,
  instant,
  type Random,
  recordingId,
  releaseId,
  type Track,
  type TrackKey,
  trackId,
} from '#domain'
import { features as allFeatures, createFeatures } from '#features'
import { createRegistry, createTrainer, type Manifest, type Registry } from '#models'
import { assembleServices } from '#operations'
import { createRecorder, type Trace } from '#pipeline'
import {
  type Home,
  nowPlaying,
  nowPlayingLearnt,
  type Question,
  type Reads,
  type RunOnly,
  type RunPipeline,
  recordReadings,
  type Slate,
  type Surface,
  surfaces,
  type Tier,
} from '#surfaces'

/**
 * All of Segue in memory on a handful of tracks, and one way to ask a tier of a surface directly: what must hold
 * in every tier is asked of every tier, and not only of the one that happened to answer.
 */
export const now = instant(Date.UTC(2026, 4, 1, 12))

/** With what serves only where a ranker was learnt. */
export const everySurface: readonly Surface[] = [...surfaces, nowPlaying.by(nowPlayingLearnt)]

export const openSmallWorld = async (
  tracks: readonly Track[],
  events: readonly Readonly<Record<string, unknown>>[],
  asOf: Instant = now,
  /** What a release has besides the models that are trained on the log. */
  besides: (registry: Registry, base: Manifest) => Promise<readonly Manifest[]> = async () => [],
  isRanked?: boolean,
) => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  const catalog = openCatalog(store)
  await catalog.upsert(tracks)
  let ids = 0
  const log = createMemoryEventLog()
  const registry = createRegistry(createMemoryArtifactStore())
  const clock = () => asOf
  const trainBase = createTrainer({ log, catalog, registry, clock })
  const { services, serving, followers } = await assembleServices({
    log,
    catalog,
    features: createFeatures({ store: createMemoryStateStore(), features: allFeatures }),
    registry,
    async train(onProgress, signal) {
      const published = await trainBase(onProgress, signal)
      const [base = expect.fail('nothing was trained')] = published
      return [...published, ...(await besides(registry, base))]
    },
    isRanked,
    clock,
    newId: () => `id-${ids++}`,
    stopwatch: () => 0,
    version: '0.0.0',
    onFault: (error) => {
      throw error
    },
  })
  const tell = async (values: readonly Readonly<Record<string, unknown>>[]) => {
    expect((await services.intake.acceptValues(values)).refused).toEqual([])
    await followers.caughtUp()
  }
  await tell(events)
  await serving.train(() => {}, new AbortController().signal)
  const train = () => serving.train(() => {}, new AbortController().signal)
  return { services, serving, registry, catalog, log, tell, train, store }
}

/** Runs on the world, of which the last good slate is given; `seen` is told of every run. */
export const runOn = (
  reads: Reads,
  lastGoodKeys: readonly TrackKey[],
  seen: (pipeline: string, trace: Trace) => void = () => {},
): RunPipeline => {
  const run: RunOnly = async (pipeline, asked) => {
    const done = await pipeline.run(
      { ...asked, reads, lastGoodKeys },
      createRecorder(() => 0),
    )
    seen(pipeline.name, done.trace)
    return done
  }
  return Object.assign(run, { read: recordReadings(reads, []) })
}

/** What one tier says, whatever the tiers above it would have said. */
export const answerOf = async (
  question: Question,
  tier: Tier,
  reads: Reads,
  lastGoodKeys: readonly TrackKey[] = [...reads.catalog.tracks()].map(({ key }) => key),
): Promise<Pick<Slate, 'items'> | Pick<Home, 'shelves'>> => {
  const content = await question.answer(tier, runOn(reads, lastGoodKeys))
  return 'items' in content ? { items: [...content.items] } : { shelves: [...content.shelves] }
}

export const tagsOfWorld = ['pop', 'ambient', 'dub', 'hip hop', 'compilation', 'jazz']

/**
 * A catalogue in which everything that has gone wrong is common: guests, several versions of a recording with
 * other credits and tags, a tag on nearly everything, words for formats.
 */
export const randomTracks = (random: Random, count: number, artists = Math.ceil(count / 5)): Track[] => {
  const artist = () => {
    const number = random.below(artists)
    return { id: artistId(`artist-${number}`), name: `Artist ${number}` }
  }
  const tracks: Track[] = []
  for (let number = 0; number < count; number++) {
    const original = random.next() < 0.3 ? tracks[random.below(Math.max(1, number))] : undefined
    const main = original?.artists[0] ?? artist()
    const guest = artist()
    tracks.push({
      id: trackId(`track-${number}`),
      recordingId: original?.recordingId ?? recordingId(`track-${number}`),
      title: original?.title ?? `Song ${number}`,
      artists: [main],
      featured: guest.id !== main.id && random.next() < 0.3 ? [guest] : [],
      tags: tagsOfWorld.filter((_, place) => random.next() < (place === 0 ? 0.95 : 0.3)),
      ...(random.next() < 0.6 && { year: 1990 + random.below(30) }),
      durationMs: 120_000 + 30_000 * random.below(6),
      energy: random.next(),
    })
  }
  return tracks
}

/** Ways to write a name that a listener takes for the same, and that make other ids. */
const spellings: readonly ((name: string) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => name.replaceAll('o', 'ö').replaceAll('A', 'Á'),
  (name) => name.replaceAll(' ', '\u2010'),
  (name) => name.replaceAll(' ', ', ').concat('!'),
  (name) => name.replaceAll(' ', ''),
  (name) => `${name} (feat. Somebody Else)`,
]

/** What other libraries call the same recording besides. */
const editions = ['', '', ' - 2009 Remaster', ' (Album Version) [Explicit]', ' - Single Version / Mono']

const tagSpellings: readonly ((tag: string) => string)[] = [
  (tag) => tag.replace(' ', '-'),
  (tag) => tag.replace(' ', ''),
  (tag) => tag.replace('u', 'ü'),
  (tag) => tag,
]

/** Which tag of the world this is a spelling of. */
export const whichTag = (tag: string): string => tag.replace('ü', 'u').replace(/^hip-?hop$/, 'hip hop')

/**
 * Some of the songs once more, as other libraries have them: under another id, spelt otherwise, in another edition, on
 * another release, at another length or at none. `origins` says of what is spelt otherwise, track or artist, which it is by id.
 */
export const spelledOtherwise = (random: Random, tracks: readonly Track[]) => {
  const origins = new Map<string, string>()
  const tagRespelt = (tag: string) => (tagSpellings[random.below(tagSpellings.length)] ?? expect.fail())(tag)
  const respelt = (name: string) => (spellings[random.below(spellings.length)] ?? expect.fail())(name)
  const others = tracks.flatMap((track): Track[] => {
    const [main] = track.artists
    if (main === undefined || random.next() < 0.6) return []
    const { durationMs, ...rest } = track
    const name = respelt(main.name)
    const artist = { id: artistId(`artist:${name.toLowerCase()}`), name }
    const id = `other-${track.id}`
    origins.set(id, track.id)
    origins.set(artist.id, main.id)
    return [
      {
        ...rest,
        id: trackId(id),
        recordingId: recordingId(id),
        title: respelt(track.title) + (editions[random.below(editions.length)] ?? expect.fail()),
        artists: [artist],
        tags: track.tags.map(tagRespelt),
        release: { id: releaseId('best-of'), title: 'Best Of' },
        ...(durationMs !== undefined && random.next() < 0.5 && { durationMs: durationMs + 9_000 }),
      },
    ]
  })
  return { tracks: [...tracks, ...others], origins }
}
