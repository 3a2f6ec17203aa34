import { dayMs } from '#domain'
import type { SessionSoFar } from '../data-sets/session-so-far.ts'
import type { SessionMemory } from '../next-scorer.ts'
import type { Votes } from '../votes.ts'

/**
 * What sessions like this one went on with: nearest sessions with sequence and time (VSTAN, Ludewig, Latifi & Jannach 2021,
 * after Garg et al. 2019), found through an index from item to the sessions that had it, the latest first (VMIS-kNN,
 * Kersbergen et al. 2022). A session that is added counts from the next question on.
 *
 * sim(S, N) = Σ_{i ∈ S∩N} w_i·idf_i / √(Σ w_i² · |N|) · e^(−age / ageDays), w_i = e^(−(steps since i) / fade)
 * score(j)  = Σ_N sim(S, N) · e^(−|pos_j − pos_match| / reach) · idf_j, idf = 1 + idf·ln(sessions / sessions with it)
 *
 * The match is the latest item of S that N has; what stands before it in N counts `backward` of it.
 */
export interface SessionKnnConfig {
  /** Of each item, the latest sessions that are looked at. */
  readonly latest: number
  readonly neighbours: number
  /** Of the session, the latest distinct items that are compared. */
  readonly prefix: number
  readonly fade: number
  readonly ageDays: number
  readonly reach: number
  readonly backward: number
  readonly idf: number
}

const defaults: SessionKnnConfig = {
  latest: 500,
  neighbours: 200,
  prefix: 20,
  fade: 8.4,
  ageDays: 365,
  reach: 4.2,
  backward: 0.7,
  idf: 1,
}

/** A session as it is remembered: each item once, at its last position. */
interface Known {
  readonly items: Uint32Array
  readonly positions: Uint32Array
  readonly end: number
}

interface Compared {
  readonly session: number
  similarity: number
  /** Position of the match. */
  readonly at: number
}

export const createSessionKnn = (config: Partial<SessionKnnConfig> = {}): SessionMemory => {
  const full = { ...defaults, ...config }
  const known: Known[] = []
  const holders = new Map<number, number[]>()
  const idfOf = (item: number): number =>
    1 + full.idf * Math.log(known.length / (holders.get(item)?.length ?? known.length))

  const compare = ({ plays }: SessionSoFar): Compared[] => {
    const found = new Map<number, Compared>()
    const seen = new Set<number>()
    let norm = 0
    for (let p = plays.length - 1; p >= 0 && seen.size < full.prefix; p--) {
      const item = plays[p]?.item ?? 0
      if (seen.has(item)) continue
      seen.add(item)
      const weight = Math.exp((p + 1 - plays.length) / full.fade)
      norm += weight * weight
      for (const session of holders.get(item)?.slice(-full.latest) ?? []) {
        const compared = found.get(session)
        if (compared !== undefined) compared.similarity += weight * idfOf(item)
        else
          found.set(session, {
            session,
            similarity: weight * idfOf(item),
            at: positionIn(known[session], item),
          })
      }
    }
    const now = plays.at(-1)?.at ?? 0
    for (const compared of found.values()) {
      const { items, end } = known[compared.session] ?? nothing
      const age = Math.max(0, now - end) / dayMs
      compared.similarity *= Math.exp(-age / full.ageDays) / Math.sqrt(norm * items.length)
    }
    return [...found.values()]
  }

  return {
    add(plays) {
      const last = new Map(plays.map(({ item }, position) => [item, position]))
      for (const item of last.keys()) {
        const row = holders.get(item)
        if (row === undefined) holders.set(item, [known.length])
        else row.push(known.length)
      }
      known.push({
        items: Uint32Array.from(last.keys()),
        positions: Uint32Array.from(last.values()),
        end: plays.at(-1)?.at ?? 0,
      })
    },
    vote(session, votes) {
      const near = compare(session).sort(
        (one, other) => other.similarity - one.similarity || other.session - one.session,
      )
      for (const compared of near.slice(0, full.neighbours)) voteOf(compared, known[compared.session], votes)
    },
  }

  function voteOf({ similarity, at }: Compared, { items, positions }: Known = nothing, votes: Votes): void {
    for (const [i, item] of items.entries()) {
      const position = positions[i] ?? 0
      if (position === at) continue
      const near = Math.exp(-Math.abs(position - at) / full.reach) * (position < at ? full.backward : 1)
      votes.add(item, similarity * near * idfOf(item))
    }
  }
}

const nothing: Known = { items: new Uint32Array(0), positions: new Uint32Array(0), end: 0 }

const positionIn = ({ items, positions }: Known = nothing, item: number): number =>
  positions[items.indexOf(item)] ?? 0
