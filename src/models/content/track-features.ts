import { tagWeight } from '#catalog'
import type { Track } from '#domain'

/**
 * What the content model reads of a track: named features, each with a weight. The weights say how much two
 * tracks are alike for sharing one, before rarity is counted in (`createRarity`). Unknown fields give no feature,
 * so that two tracks are never alike for what nobody knows about them.
 *
 * | feature       | weight | why                                                           |
 * | ------------- | ------ | ------------------------------------------------------------- |
 * | tag           | 1      | what the music is                                             |
 * | artist        | 0.5    | a strong hint, kept below the tags so that others get a place |
 * | featured      | 0.25   | a guest says half as much                                     |
 * | release       | 0.25   | songs of one release belong together                          |
 * | label         | 0.15   | labels have a sound                                           |
 * | decade        | 0.3    | common, hence little idf: the weight makes up for it          |
 * | energy (of 5) | 0.4    | likewise                                                      |
 * | length (of 5) | 0.15   | sets interludes and long mixes apart                          |
 */
export const featureWeights = {
  tag: 1,
  artist: 0.5,
  featured: 0.25,
  release: 0.25,
  label: 0.15,
  decade: 0.3,
  energy: 0.4,
  length: 0.15,
} as const

export type FeatureKind = keyof typeof featureWeights

/** Upper ends of the length buckets, in minutes: interlude, song, long song, suite; beyond is a mix. */
const lengthEndsMinutes = [2, 4, 7, 15]
const minuteMs = 60_000

const lengthBucket = (durationMs: number): number => {
  const bucket = lengthEndsMinutes.findIndex((end) => durationMs < end * minuteMs)
  return bucket < 0 ? lengthEndsMinutes.length : bucket
}

/** Visits every feature of a track once, as 'tag:ambient' with its kind. */
export const eachFeature = (track: Track, visit: (feature: string, kind: FeatureKind) => void): void => {
  for (const tag of new Set(track.tags)) visit(`tag:${tag}`, 'tag')
  const main = new Set(track.artists.map(({ id }) => id))
  for (const id of main) visit(`artist:${id}`, 'artist')
  for (const id of new Set(track.featured.map(({ id }) => id)))
    if (!main.has(id)) visit(`artist:${id}`, 'featured')
  if (track.release !== undefined) visit(`release:${track.release.id}`, 'release')
  if (track.label !== undefined) visit(`label:${track.label}`, 'label')
  if (track.year !== undefined) visit(`decade:${Math.floor(track.year / 10)}`, 'decade')
  if (track.energy !== undefined) visit(`energy:${Math.min(4, Math.floor(track.energy * 5))}`, 'energy')
  if (track.durationMs !== undefined) visit(`length:${lengthBucket(track.durationMs)}`, 'length')
}

/**
 * What a feature tells, by how many of the tracks have it. `weight` is in [0, 1], rarer is more; a tag's is what it
 * tells everywhere else (`tag-weights.ts`). `tells` is what can make two tracks close in style all by itself: a tag
 * that is not on very many tracks, a person or a release that is not on most. Everything has a length, a decade and an
 * energy, and half of the world has the same: they order what is close for better reasons.
 */
export interface Rarity {
  weight(feature: string, kind: FeatureKind): number
  tells(feature: string, kind: FeatureKind): boolean
}

/** On one track in eight of twenty thousand, or on two in five of a hundred: rarer tags tell. */
const tellingTagWeight = 0.2

export const createRarity = (tracks: number, tracksWith: ReadonlyMap<string, number>): Rarity => {
  const all = Math.max(1, tracks)
  // What was not counted, or on a single track, is listed nowhere.
  const having = (feature: string) => tracksWith.get(feature) ?? 1
  const weight = (feature: string, kind: FeatureKind): number =>
    kind === 'tag'
      ? tagWeight(feature.slice('tag:'.length), having(feature), all)
      : Math.log((1 + all) / (1 + having(feature))) / Math.log(1 + all)
  return {
    weight,
    tells(feature, kind) {
      if (kind === 'tag') return weight(feature, kind) >= tellingTagWeight
      const isPersonOrRelease = kind === 'artist' || kind === 'featured' || kind === 'release'
      return isPersonOrRelease && having(feature) <= all / 2
    },
  }
}
