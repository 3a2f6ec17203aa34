import type { ListenerId, TrackId } from '#domain'
import type { MusicSpace } from './music-space.ts'
import { soundDimensions } from './sound-vectors.ts'
import { fitOf, type Taste } from './taste.ts'

/**
 * The hidden side of a world, for measuring models against it. It is handed out apart from the events and
 * belongs in a file of its own: a model that could read it would prove nothing.
 */
export interface WorldTruth {
  readonly soundDimensions: number
  /** How well a track suits a listener, 0 to 1; undefined for a listener or track not of this world. */
  fit(listener: ListenerId, track: TrackId): number | undefined
  /** Everything as lines of a table: first the listeners, then the tracks, in the world's order. */
  rows(): Generator<ListenerTruth | TrackTruth>
}

export interface ListenerTruth {
  readonly kind: 'listener'
  readonly id: ListenerId
  readonly clusters: readonly {
    readonly tags: readonly string[]
    readonly share: number
    readonly direction: readonly number[]
  }[]
  readonly favouriteArtistIds: readonly string[]
  readonly repeatRate: number
  readonly noveltyAppetite: number
  readonly sessionsPerDay: number
  readonly tracksPerSession: number
  readonly chronotypeHours: number
}

export interface TrackTruth {
  readonly kind: 'track'
  readonly id: TrackId
  /** Place in the hidden space of sound, unit length. */
  readonly direction: readonly number[]
  /** 0 (least) to 1 (most). */
  readonly appealRank: number
  /** Milliseconds since 1970; absent when it was there from the start. */
  readonly arrivesAt?: number
}

const listenerTruth = (taste: Taste, space: MusicSpace): ListenerTruth => ({
  kind: 'listener',
  id: taste.id,
  clusters: taste.clusters.map((cluster) => ({
    tags: cluster.tags.map((tag) => space.groups.tagNames[tag] ?? ''),
    share: cluster.share,
    direction: [...cluster.direction],
  })),
  favouriteArtistIds: taste.favouriteArtists.map((artist) => space.groups.artistIds[artist] ?? ''),
  repeatRate: taste.repeatRate,
  noveltyAppetite: taste.noveltyAppetite,
  sessionsPerDay: taste.sessionsPerDay,
  tracksPerSession: taste.tracksPerSession,
  chronotypeHours: taste.rhythm.chronotypeHours,
})

const trackTruth = (id: TrackId, index: number, space: MusicSpace): TrackTruth => {
  const arrivesAt = space.arrivesAt[index] ?? Number.NEGATIVE_INFINITY
  return {
    kind: 'track',
    id,
    direction: [...space.sound.ofTracks.subarray(index * soundDimensions, (index + 1) * soundDimensions)],
    appealRank: space.appealRank[index] ?? 0,
    ...(Number.isFinite(arrivesAt) ? { arrivesAt } : {}),
  }
}

export const createTruth = (tastes: readonly Taste[], space: MusicSpace): WorldTruth => {
  let places: ReadonlyMap<TrackId, number> | undefined
  const placeOf = (id: TrackId): number | undefined => {
    places ??= new Map(space.tracks.map((track, index) => [track.id, index]))
    return places.get(id)
  }
  const byListener = new Map(tastes.map((taste) => [taste.id, taste]))
  return {
    soundDimensions,
    fit: (listener, track) => {
      const taste = byListener.get(listener)
      const place = placeOf(track)
      return taste === undefined || place === undefined ? undefined : fitOf(taste, place, space)
    },
    *rows() {
      for (const taste of tastes) yield listenerTruth(taste, space)
      for (const [index, track] of space.tracks.entries()) yield trackTruth(track.id, index, space)
    },
  }
}
