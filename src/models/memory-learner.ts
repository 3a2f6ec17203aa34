import { z } from 'zod'
import { packSessions, unpackSessions } from './data-sets/pack-sessions.ts'
import { createSessionSoFar } from './data-sets/session-so-far.ts'
import { type Sessions, sessionCount } from './data-sets/sessions.ts'
import type { Learner } from './learner.ts'
import type { NextScorer, SessionMemory } from './next-scorer.ts'
import { packArtifact, unpackArtifact } from './packed-artifact.ts'
import { createVotes } from './votes.ts'

/**
 * A memory of sessions as a model of its own. Its artifact is the sessions: what is read back tells them to the memory one by
 * one, as they are told when they end, so that to go on learning and to train again come to the same.
 */
export const memoryLearner = (
  name: string,
  version: number,
  create: () => SessionMemory,
): Learner<Sessions, NextScorer> => ({
  name,
  code: `${name}@${version}`,
  config: {},
  *learn(data) {
    yield { doing: 'Sessions', done: 0, total: sessionCount(data), unit: 'session' }
    return packArtifact(name, {}, packSessions(data))
  },
  load(bytes) {
    const memory = create()
    for (const plays of unpackSessions(name, unpackArtifact(name, bytes, z.strictObject({}))))
      memory.add(plays)
    return {
      facts: {},
      ended: memory.add,
      open: () => {
        const session = createSessionSoFar()
        const votes = createVotes()
        return {
          heard: session.heard,
          top(count) {
            votes.clear()
            memory.vote(session, votes)
            return votes.best(count)
          },
        }
      },
    }
  },
})
