import { dayMs } from '#domain'
import type { SessionSoFar } from '../data-sets/session-so-far.ts'
import type { SessionMemory } from '../next-scorer.ts'
import { withRoomFor } from '../numbering.ts'
import { type Best, bestOf, type Votes } from '../votes.ts'

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

export const createSessionKnn = (config: Partial<SessionKnnConfig> = {}): SessionMemory => {
  const full = { ...defaults, ...config }
  const known: Known[] = []
  const holders = new Map<number, number[]>()
  /** Of each item how many sessions had it. */
  let held: Float64Array = new Float64Array(0)
  const found = createFound()
  const idfOf = (item: number): number => 1 + full.idf * Math.log(known.length / (held[item] ?? 1))

  /** Finds the sessions that share items with this one, and how like it they are. */
  const compare = ({ plays }: SessionSoFar): void => {
    found.clear(known.length)
    const seen = new Set<number>()
    let norm = 0
    for (let p = plays.length - 1; p >= 0 && seen.size < full.prefix; p--) {
      const item = plays[p]?.item ?? 0
      if (seen.has(item)) continue
      seen.add(item)
      const weight = Math.exp((p + 1 - plays.length) / full.fade)
      norm += weight * weight
      const row = holders.get(item) ?? none
      const shared = weight * idfOf(item)
      for (let i = Math.max(0, row.length - full.latest); i < row.length; i++)
        found.add(row[i] ?? 0, shared, item)
    }
    const now = plays.at(-1)?.at ?? 0
    for (const session of found.sessions) {
      const { items, end } = known[session] ?? nothing
      const age = Math.max(0, now - end) / dayMs
      found.scale(session, Math.exp(-age / full.ageDays) / Math.sqrt(norm * items.length))
    }
  }

  const voteOf = (session: number, similarity: number, votes: Votes): void => {
    const { items, positions } = known[session] ?? nothing
    const at = positions[items.indexOf(found.matchOf(session))] ?? 0
    for (let i = 0; i < items.length; i++) {
      const item = items[i] ?? 0
      const position = positions[i] ?? 0
      if (position === at) continue
      const near = Math.exp(-Math.abs(position - at) / full.reach) * (position < at ? full.backward : 1)
      votes.add(item, similarity * near * idfOf(item))
    }
  }

  return {
    add(plays) {
      const last = new Map(plays.map(({ item }, position) => [item, position]))
      for (const item of last.keys()) {
        const row = holders.get(item)
        if (row === undefined) holders.set(item, [known.length])
        else row.push(known.length)
        held = withRoomFor(held, item)
        held[item] = (held[item] ?? 0) + 1
      }
      known.push({
        items: Uint32Array.from(last.keys()),
        positions: Uint32Array.from(last.values()),
        end: plays.at(-1)?.at ?? 0,
      })
    },
    vote(session, votes) {
      compare(session)
      const { items, scores } = found.best(full.neighbours)
      for (let i = 0; i < items.length; i++) voteOf(items[i] ?? 0, scores[i] ?? 0, votes)
    },
  }
}

const none: readonly number[] = []
const nothing: Known = { items: new Uint32Array(0), positions: new Uint32Array(0), end: 0 }

/** Sessions found and how like they are, in columns by session that are kept from one question to the next. */
const createFound = () => {
  let similarity: Float64Array = new Float64Array(0)
  let match: Float64Array = new Float64Array(0)
  const sessions: number[] = []
  return {
    sessions,
    clear(most: number): void {
      for (const session of sessions) similarity[session] = 0
      sessions.length = 0
      similarity = withRoomFor(similarity, most)
      match = withRoomFor(match, most)
    },
    /** The item that it is found by first is its match. */
    add(session: number, shared: number, item: number): void {
      if (similarity[session] === 0) {
        sessions.push(session)
        match[session] = item
      }
      similarity[session] = (similarity[session] ?? 0) + shared
    },
    scale(session: number, factor: number): void {
      similarity[session] = (similarity[session] ?? 0) * factor
    },
    matchOf: (session: number): number => match[session] ?? 0,
    best: (count: number): Best => bestOf(sessions, similarity, count),
  }
}
