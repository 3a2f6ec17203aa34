import { historyOf, type Interactions } from '../data-sets/interactions.ts'
import { ndcgAt, recallAt } from '../evaluate/list-metrics.ts'
import type { ItemScorer, Step } from '../learner.ts'
import { createTopList } from '../top-list.ts'
import { createStandardize } from './standardize.ts'

/**
 * Weights of the parts of a blend, by what their sum finds of a validation table: one weight after the other goes through the
 * steps below while that betters the mean of Recall@20 and NDCG@20, from the best part alone. Few numbers, so that there is
 * little to overfit; a part that brings nothing ends at 0.
 */
const weightSteps = [0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.3, 1.7]
const places = 20
const candidatesOfEach = 60
const mostRounds = 4

/** A validated listener: candidates of all parts, and what each part says of them. */
interface Case {
  readonly items: Uint32Array
  /** Part by part, as many as there are items. */
  readonly scores: readonly Float32Array[]
  readonly wanted: ReadonlySet<number>
}

export function* fitWeights(
  parts: readonly ItemScorer[],
  train: Interactions,
  holdout: Interactions,
): Generator<Step, { readonly weights: readonly number[]; readonly value: number }> {
  const cases = yield* casesOf(parts, train, holdout)
  const alone = parts.map((_, part) =>
    worthOf(
      cases,
      parts.map((__, other) => (other === part ? 1 : 0)),
    ),
  )
  let value = Math.max(...alone)
  let weights: readonly number[] = parts.map((_, part) => (alone.indexOf(value) === part ? 1 : 0))
  for (let round = 0, before = -1; round < mostRounds && value > before; round++) {
    before = value
    for (const part of parts.keys())
      for (const weight of weightSteps) {
        yield {
          doing: 'Weights',
          done: round * parts.length + part,
          total: mostRounds * parts.length,
          unit: 'weight',
        }
        const tried = weights.with(part, weight)
        const found = tried.some((one) => one > 0) ? worthOf(cases, tried) : 0
        if (found <= value) continue
        value = found
        weights = tried
      }
  }
  return { weights, value }
}

function* casesOf(
  parts: readonly ItemScorer[],
  train: Interactions,
  holdout: Interactions,
): Generator<Step, readonly Case[]> {
  const cases: Case[] = []
  const standardize = createStandardize(train.items)
  const columns = parts.map(() => new Float32Array(train.items))
  const best = createTopList(candidatesOfEach)
  for (let listener = 0; listener < holdout.listeners; listener++) {
    yield { doing: 'Blending', done: listener, total: holdout.listeners, unit: 'listener' }
    const wanted = historyOf(holdout, listener).items
    const history = historyOf(train, listener)
    if (wanted.length === 0 || history.items.length === 0) continue
    const candidates = new Set<number>()
    for (const [part, scores] of columns.entries()) {
      parts[part]?.score(history, scores)
      standardize(history, scores)
      best.clear()
      scores.forEach((score, item) => {
        best.offer(item, score)
      })
      for (let rank = 0; rank < best.size; rank++) candidates.add(best.keyAt(rank))
    }
    for (const item of history.items) candidates.delete(item)
    const items = Uint32Array.from(candidates).sort()
    const scores = columns.map((column) => Float32Array.from(items, (item) => column[item] ?? 0))
    cases.push({ items, scores, wanted: new Set(wanted) })
  }
  return cases
}

const worthOf = (cases: readonly Case[], weights: readonly number[]): number => {
  const best = createTopList(places)
  let sum = 0
  for (const { items, scores, wanted } of cases) {
    best.clear()
    for (let at = 0; at < items.length; at++) {
      let score = 0
      for (let part = 0; part < weights.length; part++)
        score += (weights[part] ?? 0) * (scores[part]?.[at] ?? 0)
      best.offer(items[at] ?? 0, score)
    }
    const list = Uint32Array.from({ length: best.size }, (_, rank) => best.keyAt(rank))
    sum += (recallAt(list, wanted, places) + ndcgAt(list, wanted, places)) / 2
  }
  return cases.length === 0 ? 0 : sum / cases.length
}
