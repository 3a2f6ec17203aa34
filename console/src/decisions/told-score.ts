import type { Decision } from '@segue/client'
import { isBookkeeping, labelOf, readingOrNothing } from './column-words.ts'
import { topicsOf } from './topics.ts'

/**
 * What a score is made of, so that what a person reads is true whoever ranked. A weighted sum gives each part for what was read: its
 * parts are told as they are. A ranker that is learnt gives a column's part for a track that has nothing in it too, beside the average
 * of all that it ever learnt from; the trap closed here is to tell that as a fact about this listener. Its parts are told beside what
 * the others have that were ranked for the same answer: what all have alike, such as no history at all, comes to
 * nothing and is not told.
 */
type Run = Pick<Decision['runs'][number], 'weights' | 'candidates'>
type Candidate = Pick<Run['candidates'][number], 'features' | 'score' | 'parts'>
type Numbers = Readonly<Record<string, number>>

export interface Scale {
  /** `sum`: parts add up to the score. `beside`: to its distance from the average of those that were ranked. */
  readonly kind: 'sum' | 'beside' | 'untold'
  readonly weights: Numbers
  /** How many were ranked. */
  readonly ranked: number
  /** What is taken from each part, and from the score: nothing for a sum. */
  readonly average: { readonly score: number; readonly parts: Numbers }
  /** The largest amount that anything came to, of any candidate. */
  readonly strongest: number
}

interface ToldTopic {
  readonly label: string
  /** What was read, in words, with the listener in braces. */
  readonly reading: string
  /** What it came to, in hundredths; undefined where that is next to nothing, or nobody tells. */
  readonly amount?: number
}

export interface Told {
  /** What came to most is first. */
  readonly topics: readonly ToldTopic[]
  /** What all else came to: with the amounts of the topics it is `total`, to the hundredth. */
  readonly rest: number
  /** Undefined where it was not ranked, or nobody tells what counted. */
  readonly total?: number
}

/** Of a run; `told` of each candidate by it. */
export const scaleOf = ({ weights, candidates }: Run): Scale => {
  const ranked = candidates.filter(({ score, parts }) => score !== undefined && parts !== undefined)
  const isSum = Object.keys(weights).length > 0
  const kind = ranked.length === 0 ? 'untold' : isSum ? 'sum' : 'beside'
  const average = kind === 'beside' ? averageOf(ranked) : { score: 0, parts: {} }
  const scale = { kind, weights, ranked: ranked.length, average, strongest: 0 } as const
  const amounts = ranked.flatMap((one) => told(one, scale).topics.map(({ amount = 0 }) => Math.abs(amount)))
  return { ...scale, strongest: amounts.reduce((most, amount) => Math.max(most, amount), leastStrongest) }
}

/** Where hardly anything counted, bars are short. */
const leastStrongest = 0.2

const averageOf = (ranked: readonly Candidate[]): Scale['average'] => {
  const parts: Record<string, number> = {}
  let score = 0
  for (const one of ranked) {
    score += one.score ?? 0
    for (const [name, part] of Object.entries(one.parts ?? {})) parts[name] = (parts[name] ?? 0) + part
  }
  const mean = (sum: number) => sum / ranked.length
  return {
    score: mean(score),
    parts: Object.fromEntries(Object.entries(parts).map(([name, sum]) => [name, mean(sum)])),
  }
}

/** Beside what the others have, where that is how it is told. */
const given = ({ parts = {} }: Candidate, { average }: Scale): Numbers =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part - (average.parts[name] ?? 0)]))

/** Numbers that are shown add up as they are shown, so they are counted in whole steps of what is shown. */
const inSteps = (value: number, steps: number): number => Math.round(value * steps) / steps + 0
const left = (total: number, taken: readonly number[], steps: number): number =>
  taken.reduce((rest, one) => rest - Math.round(one * steps), Math.round(total * steps)) / steps + 0
const hundredths = 100
const tenThousandths = 10_000
/** What comes to less is told with the rest: a ranker that is learnt gives a little for everything. */
const leastOf = ({ kind }: Scale): number => (kind === 'beside' ? 0.05 : 0.01)

export const told = (candidate: Candidate, scale: Scale): Told => {
  const { features, score, parts } = candidate
  const gives = given(candidate, scale)
  const topics = topicsOf(features, parts ?? {}).flatMap((topic): ToldTopic[] => {
    const amount = inSteps(
      topic.names.reduce((sum, name) => sum + (gives[name] ?? 0), 0),
      hundredths,
    )
    const read = topic.told(features)
    if (Math.abs(amount) < leastOf(scale))
      return read === undefined ? [] : [{ label: topic.label, reading: read }]
    return [{ label: topic.label, reading: read ?? topic.nothing, amount }]
  })
  topics.sort((a, b) => Math.abs(b.amount ?? 0) - Math.abs(a.amount ?? 0))
  if (score === undefined || parts === undefined) return { topics, rest: 0 }
  const total = inSteps(score, hundredths) - inSteps(scale.average.score, hundredths)
  const amounts = topics.map(({ amount = 0 }) => amount)
  const rest = left(total, amounts, hundredths)
  return { topics, rest, total: inSteps(total, hundredths) }
}

export interface ToldPart {
  readonly name: string
  readonly label: string
  /** What was read, in words. */
  readonly reading: string
  readonly gives: number
}

/**
 * The parts of a learnt score one by one, in hundredths, what gave most first. With `rest`, which is what gave less, and `average`, the
 * score that those that were ranked have on average, they add up to `score`.
 */
export const toldParts = (
  candidate: Candidate,
  scale: Scale,
): {
  readonly parts: readonly ToldPart[]
  readonly rest: number
  readonly average: number
  readonly score: number
} => {
  const { features, score = 0 } = candidate
  const parts = Object.entries(given(candidate, scale))
    .filter(([name]) => !isBookkeeping(name))
    .map(([name, part]) => ({
      name,
      label: labelOf(name),
      reading: readingOrNothing(name, features[name] ?? 0),
      gives: inSteps(part, hundredths),
    }))
    .filter(({ gives }) => Math.abs(gives) >= leastOf(scale))
    .sort((a, b) => Math.abs(b.gives) - Math.abs(a.gives))
  const average = inSteps(scale.average.score, hundredths)
  const taken = [average, ...parts.map(({ gives }) => gives)]
  return { parts, average, rest: left(score, taken, hundredths), score: inSteps(score, hundredths) }
}

export interface SummedPart {
  readonly name: string
  readonly weight: number | undefined
  /** What the weight was multiplied by. */
  readonly reads: number | undefined
  readonly gives: number
}

/** The parts of a weighted sum one by one, in ten-thousandths; with `rest` they add up to `score`. */
export const summedParts = (
  { parts = {}, score = 0 }: Candidate,
  weights: Numbers,
): { readonly parts: readonly SummedPart[]; readonly rest: number; readonly score: number } => {
  const summed = Object.entries(parts)
    .filter(([name]) => name !== 'rounding')
    .map(([name, part]) => {
      const weight = weights[name]
      return { name, weight, reads: weight ? part / weight : undefined, gives: inSteps(part, tenThousandths) }
    })
    .filter(({ gives }) => gives !== 0)
  const rest = left(
    score,
    summed.map(({ gives }) => gives),
    tenThousandths,
  )
  return { parts: summed, rest, score: inSteps(score, tenThousandths) }
}
