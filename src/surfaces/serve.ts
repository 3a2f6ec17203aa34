import { createHash } from 'node:crypto'
import { AppError, eventId, type TrackKey, toIso, trackId } from '#domain'
import { type Entry, type Journal, nobody, type SlateServed } from '#log'
import type { RecordedTape, Stopwatch, Trace } from '#pipeline'
import type { Item, Shelf, Tier } from './answers.ts'
import { encodeDecision, layoutsOf } from './decision-record.ts'
import type { Departures } from './departures.ts'
import { firstAnswer, type Live } from './first-answer.ts'
import type { LastGood } from './last-good.ts'
import type { RecordedQuery } from './query.ts'
import type { Reads } from './reads.ts'
import { textOfTrack } from './shown-tracks.ts'
import { type Content, itemsIn, type Question } from './surface.ts'

/**
 * One request, from query to durable answer. The tiers are tried in order until one has something to show;
 * then `slate.served` and its decision record are appended, and only then the body is handed out: what is not
 * logged was not served. Throws what the log throws (`disk-full`, `storage-failed`, `overloaded`).
 */
export interface Served {
  /** JSON, byte for byte as it is sent; its hash is in the record. */
  readonly body: string
  readonly query: RecordedQuery
  readonly tier: Tier
  readonly recipe: string
  readonly models: Readonly<Record<string, string>>
  /** How long the answer waited until it was durable, in milliseconds. */
  readonly loggedMs: number
}

export interface ServeOptions {
  readonly journal: Journal
  readonly stopwatch: Stopwatch
  readonly lastGood: LastGood
  readonly departures: Pick<Departures, 'isPast'>
  /** Told of every run, for metrics. */
  readonly observe: (
    surface: string,
    tier: Tier,
    runs: readonly Booked[],
    passedOver: readonly AppError[],
  ) => void
}

/** What a run leaves for metrics: nothing of its candidates. */
export type Booked = Pick<Trace, 'stages' | 'ends'>

/** `unheeded` says in words what was asked for and could not be heeded; the answer says it again in `degraded`. */
export type Serve = (question: Question, reads: Reads, unheeded?: readonly string[]) => Promise<Served>

export const createServe = ({ journal, stopwatch, lastGood, departures, observe }: ServeOptions): Serve => {
  return async (question, reads, unheeded = []) => {
    const lastGoodKeys = lastGood.of(question)
    const { entry, body, keys, tier, booked, failures } = await made(
      question,
      { reads, lastGoodKeys },
      unheeded,
      stopwatch,
    )
    const { surface, query, recipe } = question
    const isPast = () => departures.isPast(query.listenerId, reads.departures ?? 0)
    if (isPast()) throw takenOutMeanwhile()
    const beforeMs = stopwatch()
    await journal.append([entry])
    const loggedMs = stopwatch() - beforeMs
    // Nothing is no slate to fall back on, even where it was the answer.
    if (tier === 'full' && keys.length > 0 && !isPast()) lastGood.remember(question, keys)
    observe(surface.name, tier, booked, failures)
    return { body, query, tier, recipe: recipe.name, models: reads.models.versions, loggedMs }
  }
}

/** Whoever asks again is somebody new. */
const takenOutMeanwhile = () =>
  new AppError('overloaded', 'Listeners were taken out of what is kept meanwhile: ask again in a moment.')

/** An answer that is not durable yet, and what is told of it when it is. */
interface Made {
  readonly entry: Entry
  readonly body: string
  readonly tier: Tier
  readonly keys: readonly TrackKey[]
  readonly booked: readonly Booked[]
  readonly failures: readonly AppError[]
}

/**
 * Runs, and leaves of the runs what is sent and stored. The trap closed here is the wait for the disk: what is held in it
 * outlives a collection and is copied, and the columns of all candidates were an eighth of a megabyte of each request.
 */
const made = async (
  question: Question,
  live: Live,
  unheeded: readonly string[],
  stopwatch: Stopwatch,
): Promise<Made> => {
  const { query, recipe } = question
  const { reads } = live
  const answer = await firstAnswer(question, live, stopwatch)
  const { content, tier, tapes, readings, traces, failures, empty } = answer
  const { versions, release } = reads.models
  const passedOver = [...unheeded, ...failures.map(({ message }) => message), ...empty]
  const body = bodyOf({
    query,
    recipe: recipe.name,
    tier,
    content,
    models: versions,
    release,
    degraded: degradedBy(traces, passedOver),
  })
  const header = {
    query,
    readings,
    tier,
    recipe: recipe.name,
    catalogue: reads.catalog.identity,
    catalogueRevision: reads.index.revision,
    models: versions,
    release,
    passedOver,
    bodySha256: sha256(body),
  }
  const entry = {
    event: slateServed(question, tier, versions, content),
    record: encodeDecision(header, recipe.text, tapes),
    repeats: [recipe.text, ...repeatsIn(tapes, content)],
    about: itemsIn(content).map(({ track }) => track.id),
  }
  const booked = traces.map(({ stages, ends }) => ({ stages, ends }))
  return { entry, body, tier, keys: keysIn(content, reads), booked, failures }
}

/** What stands in thousands of records, as this one has it behind its recipe: layouts, then tracks in the words in which they are shown. */
const repeatsIn = (tapes: readonly RecordedTape[], content: Content): string[] => [
  ...layoutsOf(tapes).map(({ text }) => text),
  ...itemsIn(content).map(({ track }) => textOfTrack(track)),
]

/** In words, every stage that did not answer, what a selector could not hold to, and why tiers were passed over. */
export const degradedBy = (traces: readonly Trace[], passedOver: readonly string[]): string[] => {
  const stages = traces.flatMap(({ stages }) =>
    stages.flatMap(({ name, kind, outcome, detail }) => {
      if (outcome === 'timeout' || outcome === 'failed') return [`${name}: ${outcome}`]
      return kind === 'select' && detail !== undefined ? [`${name}: ${detail}`] : []
    }),
  )
  return [...new Set([...passedOver, ...stages])]
}

interface Answered {
  readonly query: RecordedQuery
  /** Its name. */
  readonly recipe: string
  readonly tier: Tier
  readonly content: Content
  readonly models: Readonly<Record<string, string>>
  readonly release: string | undefined
  readonly degraded: readonly string[]
}

/** The body of an answer: a pure function of what the record holds, so that a replay has the same bytes. */
export const bodyOf = ({ query, recipe, tier, content, models, release, degraded }: Answered): string => {
  const body = {
    requestId: query.requestId,
    surface: query.surface,
    tier,
    degraded: [...degraded],
    recipe,
    models: { ...models },
    ...(release !== undefined && { release }),
    servedAt: toIso(query.asOf),
  }
  const pieces = [JSON.stringify(body).slice(0, -1)]
  addContent(pieces, content)
  pieces.push('}')
  return pieces.join('')
}

/**
 * As `JSON.stringify` writes it, from the texts of tracks that are at hand. In pieces that are joined once: what is put
 * together step by step is copied at each step, and again when it is hashed and when it is sent.
 */
const addContent = (pieces: string[], content: Content): void => {
  if ('items' in content) addItems(pieces, content.items)
  else addShelves(pieces, content.shelves)
}

const addShelves = (pieces: string[], shelves: readonly Shelf[]): void => {
  pieces.push(',"shelves":[')
  for (const [index, { id, title, why, items }] of shelves.entries()) {
    pieces.push(index > 0 ? ',' : '', JSON.stringify({ id, title, why }).slice(0, -1))
    addItems(pieces, items)
    pieces.push('}')
  }
  pieces.push(']')
}

const addItems = (pieces: string[], items: readonly Item[]): void => {
  pieces.push(',"items":[')
  for (const [index, { track, reason, score }] of items.entries()) {
    pieces.push(index > 0 ? ',{"track":' : '{"track":', textOfTrack(track))
    pieces.push(',"reason":', JSON.stringify(reason), ',"score":', JSON.stringify(score), '}')
  }
  pieces.push(']')
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const keysIn = (content: Content, { catalog }: Reads): TrackKey[] =>
  itemsIn(content).flatMap(({ track }) => catalog.get(trackId(track.id))?.key ?? [])

const slateServed = (
  { recipe, query, sessionId }: Question,
  tier: Tier,
  models: Readonly<Record<string, string>>,
  content: Content,
): SlateServed => ({
  type: 'slate.served',
  id: eventId(query.requestId),
  at: query.asOf,
  listenerId: query.listenerId ?? nobody,
  requestId: query.requestId,
  surface: query.surface,
  ...(sessionId !== undefined && { sessionId }),
  tier,
  recipe: recipe.name,
  models: { ...models },
  tracks: itemsIn(content).length,
  ...(query.assignments && { assignments: query.assignments }),
})
