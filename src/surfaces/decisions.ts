import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Catalog, StoredTrack } from '#catalog'
import { AppError, counted, type RequestId, type TrackKey, toIso, trackKey } from '#domain'
import { type DecisionStore, nobody } from '#log'
import { ranker } from '#models'
import { createPlayer, type Trace } from '#pipeline'
import type { Decision, Replay } from './answers.ts'
import { sourcesOf } from './candidate.ts'
import { type DecisionRecord, decodeDecision } from './decision-record.ts'
import { playReadings } from './readings.ts'
import { type DecisionSearch, type FoundDecisions, searchDecisions } from './search-decisions.ts'
import { bodyOf, degradedBy, sha256 } from './serve.ts'
import type { Content, RunOnly, Surface } from './surface.ts'

/**
 * Decisions read back: what was served, how it came to be, and whether it comes out the same again. Nothing
 * here reads features, models or listeners of today; titles of candidates that were not served are looked up
 * in the catalogue for show, everything else is computed from the record by the code that serves.
 */
export interface Decisions {
  /** Newest first, by the page. */
  search(search: DecisionSearch): Promise<FoundDecisions>
  /** Throws `unknown-decision`, `unreplayable-decision`, `corrupt-record`, `replay-diverged`. */
  explain(id: RequestId): Promise<Decision>
  /** Throws as `explain`. */
  replay(id: RequestId): Promise<Replay>
}

/** What it asks of the catalogue. */
type NamedTracks = Pick<Catalog, 'byKey' | 'identity' | 'withdrawn'>

/**
 * A ranker that was learnt tells what each column gave to a relevance. No replay asks it: the relevance lies on the tape, and the version that said it
 * is kept by its bytes, so what it tells is what it told.
 */
interface ToldApart {
  partsOf(numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>>
}

interface Replayed {
  readonly body: string
  readonly traces: readonly { readonly pipeline: string; readonly title?: string; readonly trace: Trace }[]
  readonly degraded: readonly string[]
}

export const createDecisions = (options: {
  readonly store: Pick<DecisionStore, 'record' | 'decisions'>
  readonly catalog: NamedTracks
  readonly surfaces: readonly Surface[]
  /** A ranker that served, by its version; undefined where it is not kept any more. Absent where none is kept. */
  readonly rankerOf?: (version: string) => Promise<ToldApart | undefined>
}): Decisions => {
  const { store, catalog, surfaces, rankerOf } = options
  const read = async (id: RequestId) => {
    const kept = await store.record(id)
    if (kept === undefined) {
      throw new AppError(
        'unknown-decision',
        'No decision is kept under this request id. Ids are in `requestId` of every slate.',
      )
    }
    // Unpacked in this turn; decoded, run again and told in turns of their own: a home of six shelves takes twenty milliseconds.
    await nextTurn()
    const record = decodeDecision(kept.bytes)
    // Records from before they named their catalogue are taken for this one's.
    if (record.catalogue !== '' && record.catalogue !== catalog.identity) {
      throw new AppError(
        'unreplayable-decision',
        `This decision was made with the catalogue ${record.catalogue} and this data folder has the catalogue ${catalog.identity}, in which its track keys name other tracks. Put a backup of the catalogue.db it was made with in a folder beside this log.db and ask there.`,
      )
    }
    return { record, recordBytes: kept.storedBytes }
  }
  return {
    search: (search) => searchDecisions(store, search),
    async explain(id) {
      const { record, recordBytes } = await read(id)
      const { traces, degraded } = await replayRecord(record, surfaces)
      const { query, tier, recipe, models, release, bodySha256 } = record
      const trackOf = namingOf(catalog)
      const version = models[ranker.name]
      const learnt = version === undefined ? undefined : await rankerOf?.(version)
      const runs: Decision['runs'][number][] = []
      for (const run of traces) {
        await nextTurn()
        runs.push(explainRun(run, trackOf, learnt))
      }
      return {
        requestId: query.requestId,
        surface: query.surface,
        listenerId: query.listenerId ?? nobody,
        servedAt: toIso(query.asOf),
        tier,
        degraded: [...degraded],
        recipe,
        models: { ...models },
        ...(release !== undefined && { release }),
        seed: query.seed,
        recordBytes,
        bodySha256,
        runs,
      }
    },
    async replay(id) {
      const { record } = await read(id)
      const { body } = await replayRecord(record, surfaces)
      const replayedSha256 = sha256(body)
      const same = replayedSha256 === record.bodySha256
      return { requestId: id, same, servedSha256: record.bodySha256, replayedSha256, body }
    },
  }
}

/** Runs the surface again with the record in the place of the world. */
export const replayRecord = async (
  record: DecisionRecord,
  surfaces: readonly Surface[],
): Promise<Replayed> => {
  const { query, readings, tier, models, release, passedOver, tapes, layoutOf } = record
  const surface = surfaces.find(({ name }) => name === query.surface)
  if (surface === undefined)
    throw new AppError(
      'unreplayable-decision',
      `This decision is of the surface ${query.surface}, which this Segue does not have: ask the Segue that served it.`,
    )
  const question = surface.askAgain(query, { name: record.recipe, text: record.recipeText })
  const traces: Replayed['traces'][number][] = []
  const runPipeline: RunOnly = async (pipeline, asked, title) => {
    const tape = tapes[traces.length]
    if (tape === undefined) {
      throw new AppError(
        'replay-diverged',
        `${record.recipe} ran ${counted(tapes.length, 'pipeline')} when it served; it now runs more`,
      )
    }
    const done = await pipeline.replay(asked, createPlayer(tape, layoutOf))
    traces.push({
      pipeline: pipeline.name,
      ...(title !== undefined && { title }),
      trace: done.trace,
    })
    return done
  }
  const run = Object.assign(runPipeline, { read: playReadings(readings) })
  const content: Content = await question.answer(tier, run)
  const degraded = degradedBy(
    traces.map(({ trace }) => trace),
    passedOver,
  )
  return {
    body: bodyOf({ query, recipe: record.recipe, tier, content, models, release, degraded }),
    traces,
    degraded,
  }
}

/** Of tracks that left the catalogue too, which are gone through only where one is asked for. */
const namingOf = (catalog: NamedTracks): ((key: TrackKey) => StoredTrack | undefined) => {
  let withdrawn: ReadonlyMap<TrackKey, StoredTrack> | undefined
  const former = (key: TrackKey): StoredTrack | undefined => {
    withdrawn ??= new Map([...catalog.withdrawn()].map((track) => [track.key, track]))
    return withdrawn.get(key)
  }
  return (key) => catalog.byKey(key) ?? former(key)
}

/** Columns that name things rather than measure them. */
const notFeatures = new Set(['key', 'via', 'cause', 'version', 'artist', 'ranked', 'tag1', 'tag2', 'tag3'])

const explainRun = (
  { pipeline, title, trace }: Replayed['traces'][number],
  trackOf: (key: TrackKey) => StoredTrack | undefined,
  learnt: ToldApart | undefined,
): Decision['runs'][number] => ({
  pipeline,
  ...(title !== undefined && { title }),
  weights: trace.weights(),
  stages: trace.stages.map((stage) => ({ ...stage })),
  candidates: trace.candidates().map(({ numbers, score, parts, propensity, heldBack, fate }) => {
    const track = trackOf(trackKey(numbers.key ?? -1))
    const made = parts ?? (score !== undefined && numbers.ranked === 1 ? learnt?.partsOf(numbers) : undefined)
    return {
      trackId: track?.id ?? `key:${numbers.key}`,
      title: track?.title || 'no longer in the catalogue',
      artist: track?.artists.map(({ name }) => name).join(', ') ?? '',
      sources: sourcesOf(numbers.via ?? 0),
      features: Object.fromEntries(Object.entries(numbers).filter(([name]) => !notFeatures.has(name))),
      ...(score !== undefined && { score }),
      ...(made && { parts: { ...made } }),
      ...(propensity !== undefined && { propensity }),
      ...(heldBack && { heldBack }),
      fate,
    }
  }),
})
