import { dayMs, type Random } from '#domain'
import type { MusicSpace } from './music-space.ts'
import type { Taste, TasteCluster } from './taste.ts'

/**
 * Which track a simulated listener turns to. Real listening is a walk with habits, not a draw from a list:
 * on with the album, to something near, back to what is loved, now and then somewhere new. Each habit costs a
 * binary search or a look into a short list; nothing here looks at all tracks.
 */
export interface SessionMood {
  readonly cluster: TasteCluster
  /** Tracks chosen in this session, in order. */
  readonly chosen: number[]
}

/** What a listener remembers: loved tracks, oldest first, and artists never to hear again. */
export interface Memory {
  readonly loved: number[]
  readonly blockedArtists: Set<number>
}

const newForMs = 21 * dayMs
const maxTries = 8

const pickArrival = (at: number, space: MusicSpace, random: Random): number => {
  const { arrivals, arrivesAt } = space
  let low = 0
  let high = arrivals.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((arrivesAt[arrivals[middle] ?? 0] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  let first = low
  while (first > 0 && (arrivesAt[arrivals[first - 1] ?? 0] ?? 0) > at - newForMs) first--
  return first === low ? -1 : (arrivals[first + random.below(low - first)] ?? -1)
}

/** Newest loved ones first: the square of a uniform number leans towards the end of the list. */
const pickLoved = (loved: readonly number[], random: Random): number =>
  loved[loved.length - 1 - Math.floor(loved.length * random.next() ** 2)] ?? -1

/** The better suited of two popular tracks under one of the mood's tags. */
const pickFromMood = (cluster: TasteCluster, space: MusicSpace, random: Random): number => {
  const tag = cluster.tags[random.below(Math.max(1, cluster.tags.length))]
  if (tag === undefined) return space.popular.pick(random)
  const choice = space.tagged(tag)
  const first = choice.pick(random)
  const second = choice.pick(random)
  const { sound } = space
  return sound.toward(cluster.direction, first) >= sound.toward(cluster.direction, second) ? first : second
}

const pickNear = (track: number, space: MusicSpace, random: Random): number => {
  const near = space.neighboursOf(track)
  return near[Math.floor(near.length * random.next() ** 1.6)] ?? -1
}

const pickByHabit = (
  taste: Taste,
  memory: Memory,
  mood: SessionMood,
  at: number,
  space: MusicSpace,
  random: Random,
): number => {
  const draw = random.next()
  if (draw < taste.repeatRate && memory.loved.length > 0) return pickLoved(memory.loved, random)
  if (draw < taste.repeatRate + taste.noveltyAppetite) {
    return random.next() < 0.4 ? pickArrival(at, space, random) : space.popular.pick(random)
  }
  const current = mood.chosen.at(-1)
  const habit = random.next()
  if (current !== undefined) {
    if (habit < 0.18) return space.groups.nextOnRelease(current)
    if (habit < 0.62) return pickNear(current, space, random)
  }
  const favourite = taste.favouriteArtists[random.below(Math.max(1, taste.favouriteArtists.length))]
  if (habit < 0.75 && favourite !== undefined) return space.credited(favourite).pick(random)
  return pickFromMood(mood.cluster, space, random)
}

/**
 * The next track, or -1 when the catalogue has nothing left that may be played at `at`: never one that has
 * not arrived, was chosen before in the session, or is by a blocked artist.
 */
export const chooseNext = (
  taste: Taste,
  memory: Memory,
  mood: SessionMood,
  at: number,
  space: MusicSpace,
  random: Random,
): number => {
  const isAllowed = (track: number): boolean =>
    track >= 0 &&
    (space.arrivesAt[track] ?? 0) <= at &&
    !mood.chosen.includes(track) &&
    !space.groups.creditsOf(track).some((artist) => memory.blockedArtists.has(artist))
  for (let tries = 0; tries < maxTries; tries++) {
    const track = pickByHabit(taste, memory, mood, at, space, random)
    if (isAllowed(track)) return track
  }
  for (let tries = 0; tries < maxTries; tries++) {
    const track = space.popular.pick(random)
    if (isAllowed(track)) return track
  }
  return -1
}
