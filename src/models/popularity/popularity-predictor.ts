import { z } from 'zod'
import { type ScoredKey, type TrackKey, trackKey } from '#domain'
import { modelToken } from '../model-token.ts'
import { unpackArtifact } from '../packed-artifact.ts'

/** Popularity as it is served: lists made at training, read by index. Trap closed: nothing is sorted here. */
export interface PopularityPredictor {
  /** Most popular first, `score` in decayed plays; with a tag, among its tracks (empty for an unknown tag). */
  top(count: number, tag?: string): readonly ScoredKey[]
  /** Of `top`, the keys. */
  topKeys(count: number, tag?: string): readonly TrackKey[]
  /** ln(1 + score) / ln(1 + best score), in [0, 1]; 0 when unknown or below zero. */
  popularityOf(key: TrackKey): number
  /** Of the tenth of the catalogue with the highest scores: what a crowd likes stands out, or nothing is said of it. */
  standsOut(key: TrackKey): boolean
  /** Most plays (decayed) first, whatever was liked or skipped; as `top` with a tag. Only what was played at all. */
  mostPlayed(tag?: string): readonly TrackKey[]
  /** Newest first; only those that so few others are as new as, by a date that is known and not after the training. */
  newReleases(): readonly TrackKey[]
}

export const popularity = modelToken<PopularityPredictor>('popularity')

/** Of no training: nothing is known of any track. */
export const unknownPopularity: PopularityPredictor = {
  top: () => [],
  topKeys: () => [],
  popularityOf: () => 0,
  standsOut: () => false,
  mostPlayed: () => [],
  newReleases: () => [],
}

const listsSchema = z.array(z.tuple([z.string(), z.number().int().nonnegative()]))
const factsSchema = z.strictObject({
  asOf: z.number(),
  tags: listsSchema,
  playedTags: listsSchema.optional(),
})

export const loadPopularity = (bytes: Uint8Array): PopularityPredictor => {
  const artifact = unpackArtifact('popularity', bytes, factsSchema)
  const keys = artifact.u32('keys')
  const scores = artifact.f32('scores')
  // Artifacts of popularity@1 counted no plays apart and cut the newest through a date: nothing is claimed of them.
  const counted = artifact.has('played')
  const played = counted ? artifact.u32('played') : new Uint32Array(0)
  const newest = counted ? artifact.u32('newest') : new Uint32Array(0)
  const byKey = new Float32Array(keys.reduce((most, key) => Math.max(most, key + 1), 0))
  for (const [rank, key] of keys.entries()) byKey[key] = scores[rank] ?? 0
  const outstanding = new Set<number>(
    keys.subarray(0, Math.ceil(keys.length / 10)).filter((_, rank) => (scores[rank] ?? 0) > 0),
  )
  const lists = cutUp(artifact.u32('tagKeys'), artifact.facts.tags)
  const playedLists = counted
    ? cutUp(artifact.u32('tagPlayed'), artifact.facts.playedTags ?? [])
    : new Map<string, Uint32Array>()
  const best = Math.log1p(Math.max(0, scores[0] ?? 0))
  const shares = byKey.map((score) => (best === 0 ? 0 : Math.log1p(Math.max(0, score)) / best))
  const topKeys = (count: number, tag?: string): TrackKey[] => {
    const list = (tag === undefined ? keys : lists.get(tag)) ?? []
    const top = new Array<TrackKey>(Math.min(count, list.length))
    for (let rank = 0; rank < top.length; rank++) top[rank] = trackKey(list[rank] ?? 0)
    return top
  }
  return {
    topKeys,
    top: (count, tag) => topKeys(count, tag).map((key) => ({ key, score: byKey[key] ?? 0 })),
    popularityOf: (key) => shares[key] ?? 0,
    standsOut: (key) => outstanding.has(key),
    mostPlayed: (tag) => Array.from((tag === undefined ? played : playedLists.get(tag)) ?? [], trackKey),
    newReleases: () => Array.from(newest, trackKey),
  }
}

const cutUp = (keys: Uint32Array, lengths: z.infer<typeof listsSchema>): Map<string, Uint32Array> => {
  const lists = new Map<string, Uint32Array>()
  let offset = 0
  for (const [tag, length] of lengths) {
    lists.set(tag, keys.subarray(offset, offset + length))
    offset += length
  }
  return lists
}
