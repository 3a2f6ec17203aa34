import type { ListenerId, SessionId } from '#domain'
import { entity, type Features, listenerInSession, sessionHeard, sessionSkipped } from '#features'
import { judgedOnce } from '../judged-once.ts'
import { recordingOf, type TrackIndex } from '../track-index.ts'

/**
 * What became of a recording in a session, whichever version of it, or of a song in whatever recording. Asked track by track, so that a long session is
 * no more to read than a short one. Who comes back to what they skipped, and hears it, has taken the skip back.
 */
export const untouched = 0
export const skipped = 1
export const heard = 2

/** By track key: `untouched`, `skipped` or `heard`. */
export type TracksInSession = (key: number) => number

export const tracksInSession = (
  features: Pick<Features, 'reader'>,
  index: Pick<TrackIndex, 'ids' | 'recordings' | 'versions'>,
  listenerId: ListenerId,
  sessionId: SessionId,
): TracksInSession => {
  const reader = features.reader(listenerInSession(listenerId, sessionId))
  const ofVersions = judgedOnce(index, (versions) => {
    let heardAt = Number.NEGATIVE_INFINITY
    let skippedAt = Number.NEGATIVE_INFINITY
    for (const version of versions) {
      const id = index.ids[version]
      if (id === undefined) continue
      const about = entity('track', id)
      heardAt = Math.max(heardAt, reader.state(sessionHeard, about)?.[1] ?? heardAt)
      skippedAt = Math.max(skippedAt, reader.state(sessionSkipped, about)?.[1] ?? skippedAt)
    }
    // A late skip is a hearing at the same moment: only a play can be newer than every skip.
    if (heardAt > skippedAt) return heard
    return skippedAt > Number.NEGATIVE_INFINITY ? skipped : untouched
  })
  return (key) => ofVersions(recordingOf(key, index))
}
