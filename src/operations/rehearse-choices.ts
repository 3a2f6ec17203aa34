import { type ListenerId, requestId, type TrackKey, trackKey } from '#domain'
import { type Choices, createChoiceRows } from '#models'
import type { ReadTape } from '#pipeline'
import { readDecision, type Surface } from '#surfaces'
import { choicesIn } from './choices-in.ts'
import type { HeldOut } from './held-out-listening.ts'
import type { Rehearsal } from './rehearsal.ts'

/**
 * What a ranker learns from where a log has no answers that were served yet: the surface itself is asked at each moment at which
 * somebody chose, and its tape says what was there and what was known of it. The trap closed here is a second way to make
 * features, on which a model learns other numbers than it is served with.
 */
export interface RehearsedChoices {
  readonly choices: Choices
  /** Of each group, whose choice it was. */
  readonly listeners: readonly ListenerId[]
  /** Of each row, what the ranker said that spoke. */
  readonly relevance: Float32Array
  /** How many moments there were, and in how many what was chosen was among what was found. */
  readonly asked: number
  readonly found: number
}

/** By which a ranker may judge; what names or limits a track is none of these. */
const rankedBy = [
  'leads',
  'nearPlace',
  'nearSound',
  'afterPlace',
  'afterTimes',
  'release',
  'sameArtist',
  'lastPlace',
  'mostPlace',
  'furtherPlace',
  'daysSincePlayed',
  'artistPlays',
  'crowdPlays',
  'after',
  'sound',
  'skippedSound',
  'plays',
  'skips',
  'daysSinceHeard',
  'rating',
  'artistTaste',
  'tagTaste',
  'popularity',
  'skipRate',
]

/** More than any answer shows, so that limits of the answer are none of what is found. */
const limit = 20

export const rehearseChoices = async (
  { services, tell, lastRecord }: Rehearsal,
  heldOut: HeldOut,
  options: {
    readonly surface: Surface
    /** Of the moments so many at most, at even distances. */
    readonly most: number
    readonly onProgress: (done: number, total: number) => void
    readonly signal: AbortSignal
  },
): Promise<RehearsedChoices> => {
  const { surface, most, onProgress, signal } = options
  const moments = thinned(
    choicesIn(heldOut, (id) => services.catalog.keyOf(id)),
    most,
  )
  const rows = createChoiceRows(rankedBy)
  const listeners: ListenerId[] = []
  const said: Float32Array[] = []
  let told = 0
  for (const [place, { before, listener, from, askedAt, wanted }] of moments.entries()) {
    signal.throwIfAborted()
    if (told < before) await tell(heldOut.future.slice(told, before))
    told = before
    const reads = await services.readsFor(listener, askedAt)
    const asking = { requestId: requestId(services.newId()), asOf: askedAt, listenerId: listener, limit }
    await services.serve(surface.ask({ ...asking, currentKey: from }, reads), reads)
    const record = lastRecord()
    const tape = record && readDecision(record).runs.at(-1)
    const { keys, columns, relevance } = tape === undefined ? noRows : rankedIn(tape)
    const [chosen, isNew] = [new Float32Array(keys.length), new Uint8Array(keys.length)]
    for (const [row, key] of keys.entries()) {
      const choice = wanted.get(key)
      if (choice === undefined) continue
      chosen[row] = 1
      isNew[row] = choice.isNew ? 1 : 0
    }
    if (chosen.includes(1)) {
      listeners.push(listener)
      said.push(relevance)
      rows.add(columns, chosen, isNew)
    }
    onProgress(place + 1, moments.length)
  }
  await tell(heldOut.future.slice(told))
  const choices = rows.done()
  const relevance = new Float32Array(choices.chosen.length)
  for (const [group, one] of said.entries()) relevance.set(one, choices.starts[group])
  return { choices, listeners, relevance, asked: moments.length, found: listeners.length }
}

const thinned = <Moment>(moments: readonly Moment[], most: number): readonly Moment[] => {
  const share = Math.min(1, most / moments.length)
  return moments.filter((_, place) => Math.floor((place + 1) * share) > Math.floor(place * share))
}

interface RankedRows {
  readonly keys: readonly TrackKey[]
  readonly columns: Readonly<Record<string, Float32Array>>
  readonly relevance: Float32Array
}

const noRows: RankedRows = { keys: [], columns: {}, relevance: new Float32Array(0) }

/** Of the candidates that a ranker was asked about, what it was told. */
const rankedIn = ({ candidates, stages }: ReadTape): RankedRows => {
  const asked = stages.find(({ kind, name }) => kind === 'hydrate' && name === 'relevance')
  if (asked === undefined) return noRows
  const columns: Record<string, Float32Array> = {}
  const rowOf = new Map(asked.rows.map((slot, row) => [slot, row]))
  for (const stage of stages) {
    if (stage === asked) break
    if (stage.kind !== 'hydrate') continue
    for (const [name, values] of Object.entries(stage.columns)) {
      const column = new Float32Array(asked.rows.length)
      for (const [at, slot] of stage.rows.entries()) {
        const row = rowOf.get(slot)
        if (row !== undefined) column[row] = values[at] ?? 0
      }
      columns[name] = column
    }
  }
  return {
    keys: asked.rows.map((slot) => trackKey(candidates[slot] ?? 0)),
    columns,
    relevance: new Float32Array(asked.columns.relevance ?? []),
  }
}
