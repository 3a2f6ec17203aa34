import { z } from 'zod'
import { type TrackKey, trackKey } from '#domain'
import type { ScoredKey } from '../model.ts'
import { unpackArtifact } from '../packed-artifact.ts'

/** Popularity as it is served: lists made at training, read by index. Trap closed: nothing is sorted here. */
export interface PopularityPredictor {
  /** Most popular first, `score` in decayed plays; with a tag, among its tracks (empty for an unknown tag). */
  top(count: number, tag?: string): readonly ScoredKey[]
  /** ln(1 + score) / ln(1 + best score), in [0, 1]; 0 when unknown or below zero. */
  popularityOf(key: TrackKey): number
  /** Newest first; only tracks whose date is known and not after the training. */
  newReleases(count: number): readonly TrackKey[]
}

const factsSchema = z.strictObject({
  asOf: z.number(),
  tags: z.array(z.tuple([z.string(), z.number().int().nonnegative()])),
})

export const loadPopularity = (bytes: Uint8Array): PopularityPredictor => {
  const artifact = unpackArtifact('popularity', bytes, factsSchema)
  const keys = artifact.u32('keys')
  const scores = artifact.f32('scores')
  const tagKeys = artifact.u32('tagKeys')
  const newest = artifact.u32('newest')
  const byKey = new Float32Array(keys.reduce((most, key) => Math.max(most, key + 1), 0))
  for (const [rank, key] of keys.entries()) byKey[key] = scores[rank] ?? 0
  const lists = new Map<string, Uint32Array>()
  let offset = 0
  for (const [tag, length] of artifact.facts.tags) {
    lists.set(tag, tagKeys.subarray(offset, offset + length))
    offset += length
  }
  const best = Math.log1p(Math.max(0, scores[0] ?? 0))
  const shares = byKey.map((score) => (best === 0 ? 0 : Math.log1p(Math.max(0, score)) / best))
  return {
    top: (count, tag) => {
      const list = tag === undefined ? keys : lists.get(tag)
      return Array.from(list?.subarray(0, count) ?? [], (key) => ({
        key: trackKey(key),
        score: byKey[key] ?? 0,
      }))
    },
    popularityOf: (key) => shares[key] ?? 0,
    newReleases: (count) => Array.from(newest.subarray(0, count), trackKey),
  }
}
