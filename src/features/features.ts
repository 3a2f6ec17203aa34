import { artistAffinity } from './artist-affinity.ts'
import { blocked } from './blocked.ts'
import type { Feature } from './feature.ts'
import { lastFolded } from './last-folded.ts'
import { lastHeard } from './last-heard.ts'
import { listenerPlays } from './listener-plays.ts'
import { listenerSkips } from './listener-skips.ts'
import { rating } from './rating.ts'
import { sessionHeard } from './session-heard.ts'
import { sessionListener } from './session-listener.ts'
import { sessionSeed } from './session-seed.ts'
import { sessionSkipped } from './session-skipped.ts'
import { tagAffinity } from './tag-affinity.ts'

/**
 * The features of a listener, folded before an event is acknowledged, in this order. A new one is a file and a line here. What
 * is owned by anything else is a follower's; `aggregates.ts`.
 */
export const features: readonly Feature[] = [
  listenerPlays,
  listenerSkips,
  lastHeard,
  artistAffinity,
  tagAffinity,
  rating,
  blocked,
  sessionListener,
  sessionSeed,
  sessionHeard,
  sessionSkipped,
  lastFolded,
]
