import type { TrackKey } from '#domain'
import { blankColumns, type CandidateType, type Columns } from '#pipeline'

/**
 * A track on its way to a slate, as sources find it: its key, which sources found it (a bit each), and the
 * track that led there (`cause`, a key plus one; 0 for none). Everything else is hydrated.
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
  'near-seed',
  'added-last',
  'shares-tag',
  'on-release',
  'last-played',
  'closest',
  'further-by-artists',
] as const
export type SourceName = (typeof sourceNames)[number]

export const viaOf = (source: SourceName): number => 1 << sourceNames.indexOf(source)
export const sourcesOf = (via: number): SourceName[] =>
  sourceNames.filter((name) => (via & viaOf(name)) !== 0)

/** What a source answers: the keys, and the track they were found from. */
export const found = (source: SourceName, keys: readonly TrackKey[], cause?: number): Columns<Found> =>
  foundFrom(source, [{ keys, cause }])

/** As `found`, with a cause for each group of keys. */
export const foundFrom = (
  source: SourceName,
  groups: readonly { readonly keys: readonly TrackKey[]; readonly cause?: number | undefined }[],
): Columns<Found> => {
  const count = groups.reduce((sum, { keys }) => sum + keys.length, 0)
  const columns = blankColumns(trackCandidates.columns, count)
  columns.via.fill(viaOf(source))
  let end = 0
  for (const { keys, cause } of groups) {
    if (cause !== undefined) columns.cause.fill(cause + 1, end, end + keys.length)
    for (let place = 0; place < keys.length; place++) columns.key[end++] = keys[place] ?? 0
  }
  return columns
}

/** One candidate per track; the first source's cause stays. */
export const trackCandidates: CandidateType<Found> = {
  columns: { key: 'key', via: 'key', cause: 'key' },
  identity: 'key',
  merge: { via: (first, again) => first | again, cause: (first, again) => (first === 0 ? again : first) },
}
