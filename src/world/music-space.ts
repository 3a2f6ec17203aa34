import { createRandom, dayMs, type Instant, type Track } from '#domain'
import { createSoundVectors, type SoundVectors } from './sound-vectors.ts'
import { groupTracks, type TrackGroups } from './track-groups.ts'
import { createWeightedChoice, type WeightedChoice } from './weighted-choice.ts'

/**
 * The hidden facts about the tracks of a world: where they stand, how much they appeal to everyone, when they
 * arrive, and which are near each other. All of it is worked out once, or once per track when first asked, so
 * that an event costs the same in a catalogue of a thousand and of a million.
 */
export interface MusicSpace {
  readonly tracks: readonly Track[]
  readonly groups: TrackGroups
  readonly sound: SoundVectors
  /** 0 (least) to 1 (most): where a track stands in the order of general appeal. */
  readonly appealRank: Float32Array
  /** Milliseconds since 1970; -Infinity for tracks that were there from the start. */
  readonly arrivesAt: Float64Array
  /** Tracks that arrive during the world, in order of arrival. */
  readonly arrivals: Int32Array
  readonly popular: WeightedChoice
  tagged(tag: number): WeightedChoice
  credited(artist: number): WeightedChoice
  /** Up to 12 near tracks, nearest first. */
  neighboursOf(track: number): Int32Array
}

const neighbourCount = 12
const neighbourPool = 160
const artistPool = 24
const newShare = 0.02

/** Zipf with a flat head: weight of rank r among n is 1 / (r + 1 + n/200)^0.9. */
const zipfExponent = 0.9

const rankByAppeal = (tracks: readonly Track[], groups: TrackGroups, seed: string): Int32Array => {
  const random = createRandom(`${seed}/appeal`)
  const artistAppeal = groups.artistIds.map(() => random.normal())
  const appeal = tracks.map(
    (track, i) =>
      random.normal() + (artistAppeal[groups.artistOf(i)] ?? 0) + 1.5 * ((track.rating ?? 0.5) - 0.5),
  )
  return Int32Array.from(tracks.keys()).sort((a, b) => (appeal[b] ?? 0) - (appeal[a] ?? 0) || a - b)
}

/** A few of the newest releases come out during the second half of the world, one after another. */
const scheduleArrivals = (
  tracks: readonly Track[],
  startsAt: Instant,
  endsAt: Instant,
): { readonly arrivesAt: Float64Array; readonly arrivals: Int32Array } => {
  const arrivesAt = new Float64Array(tracks.length).fill(Number.NEGATIVE_INFINITY)
  const releases = new Map<string, { readonly newest: string; readonly members: number[] }>()
  for (const [i, track] of tracks.entries()) {
    const id = track.release?.id ?? track.id
    const known = releases.get(id)
    if (known !== undefined) known.members.push(i)
    else releases.set(id, { newest: track.releasedAt ?? `${track.year ?? 0}`, members: [i] })
  }
  const newestFirst = [...releases.values()].sort(
    (a, b) =>
      (a.newest < b.newest ? 1 : a.newest > b.newest ? -1 : 0) || (b.members[0] ?? 0) - (a.members[0] ?? 0),
  )
  const chosen: number[][] = []
  let left = Math.floor(tracks.length * newShare)
  for (const { members } of newestFirst) {
    if (members.length > left) continue
    chosen.push(members)
    left -= members.length
    if (left <= 0) break
  }
  const middle = startsAt + (endsAt - startsAt) / 2
  const last = Math.max(middle, endsAt - dayMs)
  const ordered = chosen.reverse()
  for (const [i, members] of ordered.entries()) {
    const at = Math.floor(middle + ((last - middle) * (i + 0.5)) / ordered.length)
    for (const track of members) arrivesAt[track] = at
  }
  return { arrivesAt, arrivals: Int32Array.from(ordered.flat()) }
}

/** Near tracks are looked for under the rarest tag and at the same artist, in a pool that has a limit. */
const findNeighbours = (track: number, groups: TrackGroups, sound: SoundVectors): Int32Array => {
  let pool: Int32Array = new Int32Array(0)
  for (const tag of groups.tagsOf(track)) {
    const tracks = groups.withTag(tag)
    if (pool.length === 0 || tracks.length < pool.length) pool = tracks
  }
  const near = new Map<number, number>()
  const consider = (other: number) => {
    if (other !== track && !near.has(other)) near.set(other, sound.between(track, other))
  }
  const stride = Math.max(1, Math.floor(pool.length / neighbourPool))
  for (let i = track % stride; i < pool.length; i += stride) consider(pool[i] ?? track)
  for (const other of groups.byArtist(groups.artistOf(track)).subarray(0, artistPool)) consider(other)
  const nearest = [...near].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, neighbourCount)
  return Int32Array.from(nearest, ([other]) => other)
}

/** A value per number, made when first asked for. */
const once = <Value>(make: (number: number) => Value): ((number: number) => Value) => {
  const made = new Map<number, Value>()
  return (number) => {
    const known = made.get(number)
    if (known !== undefined) return known
    const value = make(number)
    made.set(number, value)
    return value
  }
}

export const createMusicSpace = (
  tracks: readonly Track[],
  options: { readonly seed: string; readonly startsAt: Instant; readonly endsAt: Instant },
): MusicSpace => {
  const groups = groupTracks(tracks)
  const sound = createSoundVectors(tracks, groups, options.seed)
  const ranked = rankByAppeal(tracks, groups, options.seed)
  const appeal = new Float32Array(tracks.length)
  const appealRank = new Float32Array(tracks.length)
  for (const [rank, track] of ranked.entries()) {
    appeal[track] = 1 / (rank + 1 + tracks.length / 200) ** zipfExponent
    appealRank[track] = 1 - rank / tracks.length
  }
  const appealOf = (track: number) => appeal[track] ?? 0
  return {
    tracks,
    groups,
    sound,
    appealRank,
    ...scheduleArrivals(tracks, options.startsAt, options.endsAt),
    popular: createWeightedChoice(ranked, appealOf),
    tagged: once((tag) => createWeightedChoice(groups.withTag(tag), appealOf)),
    credited: once((artist) => createWeightedChoice(groups.byArtist(artist), appealOf)),
    neighboursOf: once((track) => findNeighbours(track, groups, sound)),
  }
}
