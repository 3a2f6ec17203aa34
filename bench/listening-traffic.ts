import type { StoredTrack } from '#catalog'
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
  /** What a player does at the end of a track: it tells what became of it (`told`), and asks what comes next (`timed`). */
  listenedOn(timed: NonNullable<Shot['timed']>, told?: NonNullable<Shot['timed']>): Shot
}

const recentTracks = 10

export const createTraffic = (
  random: Random,
  listeners: readonly string[],
  tracks: readonly StoredTrack[],
): Traffic => {
  const histories = new Map<string, StoredTrack[]>()
  const slates = new Map<string, string>()
  const someone = () => listeners[random.below(listeners.length)] ?? ''
  /** Few tracks are heard often. */
  const oneMore = (history: StoredTrack[]) => {
    const track = tracks[Math.floor(tracks.length * random.next() ** 2)]
    if (track !== undefined) history.unshift(track)
    history.length = Math.min(history.length, recentTracks + 1)
  }
  const historyOf = (listener: string): StoredTrack[] => {
    const known = histories.get(listener)
    if (known !== undefined) return known
    const fresh: StoredTrack[] = []
    for (let heard = 0; heard <= recentTracks; heard++) oneMore(fresh)
    histories.set(listener, fresh)
    return fresh
  }
  const askNext = (listener: string): Shot => {
    const history = historyOf(listener)
    oneMore(history)
    const [trackId, ...recentTrackIds] = history.map(({ id }) => id)
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
  }
  const tell = (listener: string): Shot => {
    const slate = slates.get(listener)
    const [track] = historyOf(listener)
    const lengthMs = track?.durationMs ?? 200_000
    const skipped = random.next() < 0.3
    const event = {
      id: `bench-${random.below(2 ** 32).toString(36)}-${random.below(2 ** 32).toString(36)}`,
      type: skipped ? 'track.skipped' : 'track.played',
      at: new Date().toISOString(),
      listenerId: listener,
      trackId: track?.id,
      ...(skipped ? { positionMs: Math.floor(lengthMs / 10) } : { playedMs: lengthMs }),
      ...(slate !== undefined && { requestId: slate }),
    }
    return { request: requestBytes('POST', '/v1/events', JSON.stringify(event)) }
  }
  return {
    nextTracks: () => askNext(someone()),
    listened: () => tell(someone()),
    listenedOn: (timed, told) => {
      const listener = someone()
      return { ...tell(listener), ...(told && { timed: told }), followUp: { ...askNext(listener), timed } }
    },
  }
}
