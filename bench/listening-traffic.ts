import type { Random } from '#domain'
import { requestBytes } from './http-connection.ts'
import type { Shot } from './load.ts'

/**
 * What players of a music service send: "what next?" with what plays and what played before, and what became of
 * the answer. Listeners take turns at random, so that no two requests in a row find the same state at hand.
 */
export interface Traffic {
  nextTracks(): Shot
  /** About the slate that its listener was served last. */
  listened(): Shot
}

const recentTracks = 10

export const createTraffic = (
  random: Random,
  listeners: readonly string[],
  /** Track ids, the most played first. */
  tracks: readonly string[],
): Traffic => {
  const histories = new Map<string, string[]>()
  const slates = new Map<string, string>()
  const pick = (from: readonly string[], skew: number) =>
    from[Math.floor(from.length * random.next() ** skew)] ?? ''
  const historyOf = (listener: string): string[] => {
    const known = histories.get(listener)
    if (known !== undefined) return known
    const fresh = Array.from({ length: recentTracks + 1 }, () => pick(tracks, 2))
    histories.set(listener, fresh)
    return fresh
  }
  return {
    nextTracks: () => {
      const listener = pick(listeners, 1)
      const history = historyOf(listener)
      history.unshift(pick(tracks, 2))
      history.length = recentTracks + 1
      const [trackId, ...recentTrackIds] = history
      return {
        request: requestBytes(
          'POST',
          `/v1/listeners/${listener}/now-playing`,
          JSON.stringify({ trackId, recentTrackIds, limit: 10 }),
        ),
        answered: ({ head }) => {
          const id = /\r\nrequest-id: (\S+)/i.exec(head)?.[1]
          if (id !== undefined) slates.set(listener, id)
        },
      }
    },
    listened: () => {
      const listener = pick(listeners, 1)
      const slate = slates.get(listener)
      const skipped = random.next() < 0.3
      const event = {
        id: `bench-${random.below(2 ** 32).toString(36)}-${random.below(2 ** 32).toString(36)}`,
        type: skipped ? 'track.skipped' : 'track.played',
        at: new Date().toISOString(),
        listenerId: listener,
        trackId: historyOf(listener)[0],
        ...(skipped ? { positionMs: 12_000 } : { playedMs: 180_000 }),
        ...(slate !== undefined && { requestId: slate }),
      }
      return { request: requestBytes('POST', '/v1/events', JSON.stringify(event)) }
    },
  }
}
