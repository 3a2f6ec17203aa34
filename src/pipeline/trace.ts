import { AppError } from '#domain'
import type { NumberColumn } from './columns.ts'
import type { HeldBack, ScoreParts } from './stages.ts'

/**
 * What happened in a run: each stage with its time and outcome, and where each candidate ended. The law kept
 * here is conservation: a candidate that entered has exactly one fate, or the run is a bug and says so.
 */
export const stageKinds = ['source', 'hydrate', 'filter', 'score', 'select', 'present'] as const
export type StageKind = (typeof stageKinds)[number]
/** Their places are the numbers by which tapes name them. */
export const outcomes = ['ok', 'timeout', 'failed', 'skipped'] as const
export type Outcome = (typeof outcomes)[number]

export interface StageTrace {
  readonly name: string
  readonly kind: StageKind
  readonly entered: number
  readonly left: number
  readonly tookMs: number
  readonly outcome: Outcome
  /** What went wrong, or what stood in. */
  readonly detail?: string
}

export type Fate =
  | { readonly kind: 'selected'; readonly rank: number }
  | { readonly kind: 'not-selected' }
  | { readonly kind: 'dropped'; readonly stage: string; readonly reason: string }

export interface Ended {
  /** Every number that was added to the candidate before it ended, by name. */
  readonly numbers: Readonly<Record<string, number>>
  readonly score?: number
  /** What each part gave to the score, where the scorer can tell. */
  readonly parts?: Readonly<Record<string, number>>
  /** How probable its place was, as in `Selection`, where it was taken by a selector that tells. */
  readonly propensity?: number
  /** Where a selector held it back, where that can tell. */
  readonly heldBack?: HeldBack
  readonly fate: Fate
}

export interface Trace {
  readonly stages: readonly StageTrace[]
  /** How many candidates ended in each way: 'selected', 'not-selected', or the name of the stage that dropped. */
  readonly ends: ReadonlyMap<string, number>
  /** In order of arrival, one for every candidate that entered; made when asked for, since serving never does. */
  candidates(): readonly Ended[]
  /** The weights of the scorer that answered; empty where it has none to tell. */
  weights(): Readonly<Record<string, number>>
}

type Explain = () => ScoreParts | undefined
type TellHeldBack = () => readonly (HeldBack | undefined)[]

/** Books what was seen of every candidate, and its end, once. A slot is a place in order of arrival. */
export interface Ledger {
  /** Columns of the candidates at these slots. */
  saw(slots: readonly number[], columns: Readonly<Record<string, NumberColumn>>): void
  /** `explain` is called only when candidates are asked for. */
  scored(slots: readonly number[], scores: Float64Array, explain: Explain): void
  /** How probable it was that the candidates at these slots were taken. */
  drawn(slots: readonly number[], propensities: Float32Array): void
  /** Where the candidates at these slots were held back; called as `explain` is. */
  held(slots: readonly number[], heldBack: TellHeldBack): void
  end(slot: number, fate: Fate): void
  /** Checks the law for the candidates that arrived and hands out what was booked. */
  close(arrived: number): Omit<Trace, 'stages'>
}

export const createLedger = (pipeline: string): Ledger => {
  const fates: (Fate | undefined)[] = []
  const sightings: { slots: readonly number[]; columns: Readonly<Record<string, NumberColumn>> }[] = []
  const scorings: { slots: readonly number[]; scores: Float64Array; explain: Explain }[] = []
  const chances = new Map<number, number>()
  const holdings: { slots: readonly number[]; heldBack: TellHeldBack }[] = []
  const ends = new Map<string, number>()
  let ended = 0
  // Many end in one way, one after another: they are counted, and then booked together.
  let lastWay = ''
  let sameWay = 0
  const bookWay = (): void => {
    if (sameWay > 0) ends.set(lastWay, (ends.get(lastWay) ?? 0) + sameWay)
    sameWay = 0
  }
  const broken = (what: string) => new AppError('broken-stage', `${pipeline}: ${what}`)

  const candidates = (arrived: number): Ended[] => {
    const numbers = Array.from({ length: arrived }, (): Record<string, number> => ({}))
    for (const { slots, columns } of sightings) {
      for (const [name, column] of Object.entries(columns)) {
        for (const [place, slot] of slots.entries()) {
          const candidate = numbers[slot]
          if (candidate) candidate[name] = column[place] ?? 0
        }
      }
    }
    const scores = new Map<number, Pick<Ended, 'score' | 'parts'>>()
    for (const { slots, scores: given, explain } of scorings) {
      const parts = Object.entries(explain()?.parts ?? {})
      for (const [place, slot] of slots.entries()) {
        scores.set(slot, {
          score: given[place] ?? 0,
          ...(parts.length > 0 && {
            parts: Object.fromEntries(parts.map(([name, part]) => [name, part[place] ?? 0])),
          }),
        })
      }
    }
    const held = new Map<number, HeldBack>()
    for (const { slots, heldBack } of holdings)
      for (const [place, one] of heldBack().entries()) if (one) held.set(slots[place] ?? 0, one)
    return numbers.map((seen, slot) => {
      const fate = fates[slot]
      if (fate === undefined) throw broken(`candidate ${slot} never ended`)
      const propensity = chances.get(slot)
      const heldBack = held.get(slot)
      return {
        numbers: seen,
        ...scores.get(slot),
        ...(propensity !== undefined && { propensity }),
        ...(heldBack && { heldBack }),
        fate,
      }
    })
  }

  return {
    saw: (slots, columns) => void sightings.push({ slots, columns }),
    scored: (slots, scores, explain) => void scorings.push({ slots, scores, explain }),
    drawn(slots, propensities) {
      for (const [place, slot] of slots.entries()) chances.set(slot, propensities[place] ?? 0)
    },
    held: (slots, heldBack) => void holdings.push({ slots, heldBack }),
    end(slot, fate) {
      if (fates[slot] !== undefined) throw broken(`candidate ${slot} ended twice`)
      fates[slot] = fate
      ended++
      const way = fate.kind === 'dropped' ? fate.stage : fate.kind
      if (way !== lastWay) {
        bookWay()
        lastWay = way
      }
      sameWay++
    },
    close(arrived) {
      if (ended !== arrived) throw broken(`${arrived} candidates entered, ${ended} ended`)
      bookWay()
      return {
        ends,
        candidates: () => candidates(arrived),
        weights: () => scorings.at(-1)?.explain()?.weights ?? {},
      }
    },
  }
}
