import type { Catalog, StoredTrack } from '#catalog'
import {
  artistId,
  eventId,
  instant,
  listenerId,
  minuteMs,
  recordingId,
  sessionId,
  trackId,
  trackKey,
} from '#domain'
import type { AppEvent } from '#log'

/** Small catalogues and short logs for the tests of models, spelt so that the expected answer can be read off. */
export const sampleTrack = (key: number, facts: Partial<StoredTrack> = {}): StoredTrack => ({
  id: trackId(`track-${key}`),
  key: trackKey(key),
  recordingId: recordingId(`track-${key}`),
  title: `Track ${key}`,
  artists: [{ id: artistId(`artist-${key}`), name: `Artist ${key}` }],
  featured: [],
  tags: [],
  ...facts,
})

export const sampleCatalog = (
  tracks: readonly StoredTrack[],
): Pick<Catalog, 'get' | 'identity' | 'revision' | 'tracks'> => {
  const byId = new Map(tracks.map((track) => [track.id, track]))
  return { identity: 'sample', revision: 3, get: (id) => byId.get(id), tracks: () => tracks }
}

export const sampleStart = instant(Date.UTC(2026, 0, 5, 18))

type Heard = readonly [type: 'played' | 'skipped' | 'liked' | 'disliked', key: number, atMinute?: number]

/** One listener's events, a minute apart unless said; `session` is left out to test gaps. */
export const sampleEvents = (
  listener: string,
  heard: readonly Heard[],
  session?: string,
): readonly AppEvent[] =>
  heard.map(([type, key, atMinute], i) => {
    const about = {
      id: eventId(`${listener}-${session ?? 'gap'}-${i}`),
      at: instant(sampleStart + (atMinute ?? i) * minuteMs),
      listenerId: listenerId(listener),
      trackId: trackId(`track-${key}`),
      ...(session === undefined ? {} : { sessionId: sessionId(session) }),
    }
    return type === 'skipped'
      ? { type: 'track.skipped', ...about, positionMs: 4000 }
      : { type: `track.${type}`, ...about }
  })
