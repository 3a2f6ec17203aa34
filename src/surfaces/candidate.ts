import type { TrackKey } from '#domain'
import { type CandidateType, numbers } from '#pipeline'

/**
 * A track on its way to a slate, as sources find it: its key, which sources found it, and the track that led
 * there (`cause`, a key plus one; 0 for none). Everything else is hydrated.
 */
export type Found = Readonly<Record<'key' | 'via' | 'cause', number>>

/** Bits of `via`, in the order in which they are shown. */
export const sourceNames = [
  'played-after',
  'sounds-like',
  'artists-you-play',
  'tags-you-play',
  'heard-before',
  'popular',
  'new-releases',
  'explore',
  'seed',
  'last-good',
] as const
export type SourceName = (typeof sourceNames)[number]

export const viaOf = (source: SourceName): number => 1 << sourceNames.indexOf(source)
export const sourcesOf = (via: number): SourceName[] =>
  sourceNames.filter((name) => (via & viaOf(name)) !== 0)

export const found = (source: SourceName, keys: Iterable<TrackKey>, cause?: number): Found[] => {
  const via = viaOf(source)
  return Array.from(keys, (key) => ({ key, via, cause: cause === undefined ? 0 : cause + 1 }))
}

/** One candidate per track; the first source's cause stays. */
export const trackCandidates: CandidateType<Found> = {
  identify: (candidate) => candidate.key,
  merge: (first, again) => ({
    key: first.key,
    via: first.via | again.via,
    cause: first.cause === 0 ? again.cause : first.cause,
  }),
  codec: numbers({ key: 'key', via: 'key', cause: 'key' }),
}
