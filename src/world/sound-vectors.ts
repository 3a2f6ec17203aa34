import { createRandom, type Random, type Track } from '#domain'
import type { TrackGroups } from './track-groups.ts'

/**
 * Where each track truly stands in the hidden space of sound. Tags explain most of it, the artist some, and a
 * part belongs to the track alone: a model that reads only tags must not be able to know everything, or a
 * world could not tell a good model from a lookup.
 *
 * vector = unit(0.75·unit(Σ tag vectors) + 0.5·artist vector + 0.4·own vector), all parts unit Gaussian
 * directions seeded by name, so that a track's place does not depend on which other tracks are there.
 */
export const soundDimensions = 16
const tagPart = 0.75
const artistPart = 0.5
const ownPart = 0.4

/** Scales `length` numbers from `offset` to length 1, in place; all zeros stay. */
export const toUnit = (values: Float32Array, offset = 0, length = values.length): void => {
  let squares = 0
  for (let i = 0; i < length; i++) squares += (values[offset + i] ?? 0) ** 2
  if (squares === 0) return
  const scale = 1 / Math.sqrt(squares)
  for (let i = 0; i < length; i++) values[offset + i] = (values[offset + i] ?? 0) * scale
}

export const randomDirection = (random: Random): Float32Array => {
  const direction = new Float32Array(soundDimensions)
  for (let i = 0; i < soundDimensions; i++) direction[i] = random.normal()
  toUnit(direction)
  return direction
}

export interface SoundVectors {
  /** Row-major, `soundDimensions` numbers per track, unit length. */
  readonly ofTracks: Float32Array
  /** Unit direction of a set of tags; all zeros without tags. */
  ofTags(tags: readonly number[]): Float32Array
  /** Cosine of two tracks. */
  between(a: number, b: number): number
  /** Cosine of a unit direction and a track. */
  toward(direction: Float32Array, track: number): number
}

const addScaled = (target: Float32Array, offset: number, part: Float32Array, scale: number): void => {
  for (let i = 0; i < soundDimensions; i++)
    target[offset + i] = (target[offset + i] ?? 0) + scale * (part[i] ?? 0)
}

export const createSoundVectors = (
  tracks: readonly Track[],
  groups: TrackGroups,
  seed: string,
): SoundVectors => {
  const tagVectors = groups.tagNames.map((tag) => randomDirection(createRandom(`${seed}/tag/${tag}`)))
  const artistVectors = groups.artistIds.map((id) => randomDirection(createRandom(`${seed}/artist/${id}`)))
  const ofTags = (tags: readonly number[]): Float32Array => {
    const sum = new Float32Array(soundDimensions)
    for (const tag of tags) {
      const part = tagVectors[tag]
      if (part !== undefined) addScaled(sum, 0, part, 1)
    }
    toUnit(sum)
    return sum
  }
  const ofTracks = new Float32Array(tracks.length * soundDimensions)
  for (const [i, track] of tracks.entries()) {
    const offset = i * soundDimensions
    addScaled(ofTracks, offset, ofTags(groups.tagsOf(i)), tagPart)
    const artist = artistVectors[groups.artistOf(i)]
    if (artist !== undefined) addScaled(ofTracks, offset, artist, artistPart)
    addScaled(ofTracks, offset, randomDirection(createRandom(`${seed}/track/${track.id}`)), ownPart)
    toUnit(ofTracks, offset, soundDimensions)
  }
  const between = (a: number, b: number): number => {
    let sum = 0
    const first = a * soundDimensions
    const second = b * soundDimensions
    for (let i = 0; i < soundDimensions; i++) sum += (ofTracks[first + i] ?? 0) * (ofTracks[second + i] ?? 0)
    return sum
  }
  const toward = (direction: Float32Array, track: number): number => {
    let sum = 0
    const offset = track * soundDimensions
    for (let i = 0; i < soundDimensions; i++) sum += (direction[i] ?? 0) * (ofTracks[offset + i] ?? 0)
    return sum
  }
  return { ofTracks, ofTags, between, toward }
}
