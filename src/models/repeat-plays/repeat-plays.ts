import type { SessionSoFar } from '../data-sets/session-so-far.ts'
import type { SessionMemory } from '../next-scorer.ts'

/**
 * What was heard in this session comes again: the base level of a memory in ACT-R (Anderson & Schooler 1991; for music Reiter-Haas
 * et al. 2021), B_i = ln Σ_j age_j^(−d) with d = 0.5 over the plays of i. Learns nothing.
 */
const decay = -0.5
/** Older plays of an item add next to nothing. */
const latest = 50

/** Σ age^(−d), its age counted in plays: 1 for what was heard last. 0 for what this session did not have. */
export const levelInPlays = ({ plays, positions }: SessionSoFar, item: number): number => {
  let level = 0
  for (const position of positions.get(item)?.slice(-latest) ?? [])
    level += (plays.length - position) ** decay
  return level
}

const atLeastS = 60

/** The same by the clock: seconds before the last play, a minute more each. */
export const levelInTime = ({ plays, positions }: SessionSoFar, item: number): number => {
  const now = plays.at(-1)?.at ?? 0
  let level = 0
  for (const position of positions.get(item)?.slice(-latest) ?? [])
    level += (Math.max(0, now - (plays[position]?.at ?? now)) / 1_000 + atLeastS) ** decay
  return level
}

export const createRepeatPlays = (): SessionMemory => ({
  add: () => undefined,
  vote(session, votes) {
    for (const item of session.positions.keys()) votes.add(item, levelInPlays(session, item))
  },
})
