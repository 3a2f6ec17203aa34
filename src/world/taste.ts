import { createRandom, type ListenerId, listenerId } from '#domain'
import { createDayRhythm, type DayRhythm } from './day-rhythm.ts'
import { inventGivenName } from './invented-names.ts'
import type { MusicSpace } from './music-space.ts'
import { randomDirection, soundDimensions, toUnit } from './sound-vectors.ts'

/** One corner of music a listener keeps coming back to. */
export interface TasteCluster {
  readonly direction: Float32Array
  readonly tags: readonly number[]
  /** Share of sessions that start here; a listener's clusters sum to 1. */
  readonly share: number
}

/** What is true of a simulated listener and no model is told. */
export interface Taste {
  readonly id: ListenerId
  readonly displayName: string
  readonly clusters: readonly TasteCluster[]
  readonly favouriteArtists: readonly number[]
  /** Chance that the next track is one already loved. */
  readonly repeatRate: number
  /** Chance that the next track comes from outside the own corners. */
  readonly noveltyAppetite: number
  readonly sessionsPerDay: number
  readonly tracksPerSession: number
  readonly rhythm: DayRhythm
}

/**
 * Fit is the hidden truth of a world: the chance-like measure (0 to 1) of how well a track suits a listener.
 * fit = σ(−2.6 + 4.5·max over clusters of cos(cluster, track) + 1.2·[favourite artist] + 0.8·(appeal − 0.5))
 */
export const fitOf = (taste: Taste, track: number, space: MusicSpace): number => {
  let nearest = -1
  for (const cluster of taste.clusters) {
    const cosine = space.sound.toward(cluster.direction, track)
    if (cosine > nearest) nearest = cosine
  }
  const byFavourite = taste.favouriteArtists.includes(space.groups.artistOf(track)) ? 1.2 : 0
  const appeal = 0.8 * ((space.appealRank[track] ?? 0.5) - 0.5)
  return 1 / (1 + Math.exp(2.6 - 4.5 * nearest - byFavourite - appeal))
}

/** Clusters stand where music is: around a track that many like, seen through its tags, a little off. */
const createClusters = (space: MusicSpace, random: ReturnType<typeof createRandom>): TasteCluster[] => {
  const count = 2 + random.below(3)
  const clusters: TasteCluster[] = []
  let total = 0
  for (let i = 0; i < count; i++) {
    const anchor = space.popular.pick(random)
    const tags = space.groups.tagsOf(anchor)
    const direction = space.sound.ofTags(tags)
    const artistSide = space.sound.ofTracks.subarray(anchor * soundDimensions, (anchor + 1) * soundDimensions)
    const noise = randomDirection(random)
    for (let d = 0; d < soundDimensions; d++) {
      direction[d] = (direction[d] ?? 0) + 0.4 * (artistSide[d] ?? 0) + 0.3 * (noise[d] ?? 0)
    }
    toUnit(direction)
    const share = 0.3 + random.next()
    total += share
    clusters.push({ direction, tags, share })
  }
  return clusters.map((cluster) => ({ ...cluster, share: cluster.share / total }))
}

/** Two to five artists, found among tracks that suit the clusters. */
const chooseArtists = (
  clusters: readonly TasteCluster[],
  space: MusicSpace,
  random: ReturnType<typeof createRandom>,
): number[] => {
  const wanted = 2 + random.below(4)
  const artists: number[] = []
  for (let tries = 0; artists.length < wanted && tries < 24; tries++) {
    const cluster = clusters[tries % clusters.length]
    const tag = cluster?.tags[random.below(Math.max(1, cluster.tags.length))]
    const track = tag === undefined ? space.popular.pick(random) : space.tagged(tag).pick(random)
    const artist = space.groups.artistOf(track)
    const near = cluster !== undefined && space.sound.toward(cluster.direction, track) > 0.4
    if (artist >= 0 && !artists.includes(artist) && (near || tries >= 16)) artists.push(artist)
  }
  return artists
}

/** The listener numbered `index` of a world; the same whatever the number of listeners beside it. */
export const createTaste = (index: number, seed: string, space: MusicSpace): Taste => {
  const random = createRandom(`${seed}/taste/${index}`)
  const clusters = createClusters(space, random)
  const favouriteArtists = chooseArtists(clusters, space, random)
  const sessionsPerDay = Math.min(5, Math.max(0.15, 1.3 * Math.exp(0.6 * random.normal() - 0.18)))
  const chronotypeHours = Math.min(2, Math.max(-2, random.normal()))
  return {
    id: listenerId(`sim-${String(index + 1).padStart(3, '0')}`),
    displayName: inventGivenName(index, seed),
    clusters,
    favouriteArtists,
    repeatRate: 0.12 + 0.35 * random.next(),
    noveltyAppetite: 0.03 + 0.22 * random.next() ** 2,
    sessionsPerDay,
    tracksPerSession: 7 + 10 * random.next(),
    rhythm: createDayRhythm(chronotypeHours, sessionsPerDay),
  }
}
