import { artistAffinity } from './artist-affinity.ts'
import { blocked } from './blocked.ts'
import type { Feature } from './feature.ts'
import { lastFolded } from './last-folded.ts'
import { lastHeard } from './last-heard.ts'
import { listenerPlays } from './listener-plays.ts'
import { listenerSkips } from './listener-skips.ts'
import { rating } from './rating.ts'
import { sessionHeard } from './session-heard.ts'
import { sessionSeed } from './session-seed.ts'
import { sessionSkipped } from './session-skipped.ts'
import { tagAffinity } from './tag-affinity.ts'
import { trackPlays } from './track-plays.ts'
import { trackSkips } from './track-skips.ts'

/** Every feature of Segue, in the order in which an event is folded. A new feature is a file and a line here. */
export const features: readonly Feature[] = [
  trackPlays,
  trackSkips,
  listenerPlays,
  listenerSkips,
  lastHeard,
  artistAffinity,
  tagAffinity,
  rating,
  blocked,
  sessionSeed,
  sessionHeard,
  sessionSkipped,
  lastFolded,
]
