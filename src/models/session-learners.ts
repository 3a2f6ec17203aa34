import { createArtistContinuation } from './artist-continuation/artist-continuation.ts'
import type { Sessions } from './data-sets/sessions.ts'
import type { Learner } from './learner.ts'
import { memoryLearner } from './memory-learner.ts'
import type { NextScorer } from './next-scorer.ts'
import { createNextTrack } from './next-track/next-track.ts'
import { createRepeatPlays } from './repeat-plays/repeat-plays.ts'
import { createSequentialRules } from './sequential-rules/sequential-rules.ts'
import { createSessionKnn } from './session-knn/session-knn.ts'

export type SessionLearner = Learner<Sessions, NextScorer>

/** Those who learn what comes next in a session, the default first. */
export const createSessionLearners = (): readonly SessionLearner[] => [
  createNextTrack(),
  memoryLearner('session-knn', 1, createSessionKnn),
  memoryLearner('sequential-rules', 1, createSequentialRules),
  memoryLearner('artist-continuation', 1, createArtistContinuation),
  memoryLearner('repeat-plays', 1, createRepeatPlays),
]
