import { type Codec, isPropensity } from './codec.ts'
import { type Numbers, rowAt } from './columns.ts'
import { broken, expectLength, type Flow, note, type Passage, type Placed, whenThere } from './passage.ts'
import type { Awaitable, Presenter, Selection, Selector } from './stages.ts'
import type { Answer } from './tape.ts'

/** The moves of the engine at the end: places are taken, and what was selected gets its words. */

/** The few that were selected, in slate order, as objects. */
export interface Slate<C> {
  readonly selected: readonly C[]
  readonly slots: readonly number[]
  readonly scores: readonly number[]
  /** As in `Selection`. */
  readonly propensities?: readonly number[] | undefined
}

/** Keeps the selected, in slate order; the rest end as `not-selected`. */
export const selectFrom = <Kept, C extends Numbers>(
  query: Kept,
  { stage, place: at }: Placed<Selector<Kept, C>>,
  flow: Flow<C>,
  passage: Passage,
): Slate<C> => {
  const { batch, slots } = flow
  const scores = flow.scores ?? new Float64Array(batch.count)
  const answer = passage.tape.compute(at, () => stage.select(query, batch, scores))
  if (answer.value === undefined) throw broken(passage, stage.name, `failed (${answer.detail})`)
  const { places, propensities } = answer.value
  const taken = new Set(places)
  const valid = places.every((place) => Number.isInteger(place) && place >= 0 && place < batch.count)
  if (!valid || taken.size !== places.length) {
    throw broken(passage, stage.name, 'the selected places are not distinct places of candidates')
  }
  if (!areProbable(answer.value, stage.tellsPropensities ?? false))
    throw broken(passage, stage.name, 'the propensities are not one probability above 0 for each place')
  passage.tape.went(at, { of: batch.count, places, propensities })
  for (let place = 0; place < slots.length; place++) {
    if (!taken.has(place)) passage.ledger.end(slots[place] ?? 0, notSelected)
  }
  const takenSlots = places.map((place) => slots[place] ?? 0)
  if (propensities) passage.ledger.drawn(takenSlots, propensities)
  const { heldBack } = stage
  if (heldBack) passage.ledger.held(slots, () => heldBack(query, batch, scores, places))
  const remark = stage.remark?.(query, batch, places)
  const told = remark === undefined ? answer : { ...answer, detail: remark }
  note(passage, 'select', stage, { entered: batch.count, left: taken.size }, told)
  return {
    selected: places.map((place) => rowAt(batch, place)),
    slots: takenSlots,
    scores: places.map((place) => scores[place] ?? 0),
    propensities: propensities && [...propensities],
  }
}

/** What is on a tape must be there exactly where the layout says so. */
const areProbable = ({ places, propensities }: Selection, told: boolean): boolean =>
  propensities === undefined
    ? !told
    : told && propensities.length === places.length && propensities.every(isPropensity)

const notSelected = { kind: 'not-selected' } as const

export interface Presentation<Q, C, Facts extends object> extends Placed<Presenter<Q, C, Facts>> {
  readonly codec: Codec<readonly (Facts | undefined)[]>
}

/** Adds words to the selected; one that words can't be had for is dropped. */
export const presentAll = <Q, C extends object, Facts extends object>(
  query: Q | undefined,
  { stage, place: at, codec }: Presentation<Q, C, Facts>,
  slate: Slate<C>,
  passage: Passage,
): Awaitable<Slate<C & Facts>> => {
  const answer = passage.tape.ask<readonly (Facts | undefined)[]>(at, {
    timeoutMs: stage.timeoutMs,
    enabled: () => query !== undefined && (stage.enabled?.(query) ?? true),
    waits: stage.waits ?? false,
    codec,
    live: (signal) => (query === undefined ? [] : stage.present(query, slate.selected, signal)),
  })
  return whenThere(answer, (words) => addWords(stage, words, slate, passage))
}

const addWords = <Q, C extends object, Facts extends object>(
  stage: Presenter<Q, C, Facts>,
  answer: Answer<readonly (Facts | undefined)[]>,
  slate: Slate<C>,
  passage: Passage,
): Slate<C & Facts> => {
  if (answer.value) expectLength(passage, stage.name, answer.value.length, slate.selected.length)
  const selected: (C & Facts)[] = []
  const slots: number[] = []
  const scores: number[] = []
  const propensities: number[] = []
  for (const [place, candidate] of slate.selected.entries()) {
    const words = answer.value?.[place]
    const slot = slate.slots[place] ?? 0
    if (words === undefined) {
      const reason = answer.outcome === 'ok' ? 'unknown here' : `stage ${answer.outcome}`
      passage.ledger.end(slot, { kind: 'dropped', stage: stage.name, reason })
      continue
    }
    selected.push({ ...candidate, ...words })
    slots.push(slot)
    scores.push(slate.scores[place] ?? 0)
    propensities.push(slate.propensities?.[place] ?? 0)
  }
  note(passage, 'present', stage, { entered: slate.selected.length, left: selected.length }, answer)
  return { selected, slots, scores, propensities: slate.propensities && propensities }
}
