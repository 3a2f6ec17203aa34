import type { SessionSoFar } from '../data-sets/session-so-far.ts'
import type { Play } from '../data-sets/sessions.ts'
import type { SessionMemory } from '../next-scorer.ts'
import type { Votes } from '../votes.ts'

/**
 * What was heard after what: sequential rules (SR, Ludewig & Jannach 2018). w(a→b) = Σ 1/d over b heard d ≤ `window` places
 * after a; the rules of the latest `prefix` plays vote, each with 1/d of its distance from the end. This is where the
 * observed order of an album lives.
 */
export interface SequentialRulesConfig {
  readonly window: number
  readonly prefix: number
}

export interface SequentialRules extends SessionMemory {
  /** Of all that came at once after `from`, the share that was `to`; a little less, since few examples prove little. */
  shareNext(from: number, to: number): number
}

interface Rules {
  readonly weights: Map<number, number>
  readonly next: Map<number, number>
  /** How often anything came next. */
  followed: number
}

export const createSequentialRules = ({
  window = 10,
  prefix = 5,
}: Partial<SequentialRulesConfig> = {}): SequentialRules => {
  const rules = new Map<number, Rules>()

  const learn = (plays: readonly Play[], i: number, from: number): void => {
    const row = rules.get(from) ?? {
      weights: new Map<number, number>(),
      next: new Map<number, number>(),
      followed: 0,
    }
    rules.set(from, row)
    for (let d = 1; d <= window && i + d < plays.length; d++) {
      const to = plays[i + d]?.item ?? from
      if (d === 1) {
        row.followed++
        row.next.set(to, (row.next.get(to) ?? 0) + 1)
      }
      if (to !== from) row.weights.set(to, (row.weights.get(to) ?? 0) + 1 / d)
    }
  }

  return {
    add(plays) {
      for (const [i, { item }] of plays.entries()) if (i + 1 < plays.length) learn(plays, i, item)
    },
    vote({ plays }: SessionSoFar, votes: Votes) {
      for (let d = 1; d <= Math.min(prefix, plays.length); d++) {
        const row = rules.get(plays[plays.length - d]?.item ?? 0)
        for (const [to, weight] of row?.weights ?? []) votes.add(to, weight / d)
      }
    },
    shareNext(from, to) {
      const row = rules.get(from)
      return row === undefined ? 0 : (row.next.get(to) ?? 0) / (row.followed + 1)
    },
  }
}
