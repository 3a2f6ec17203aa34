import { explainIssue, faultsIn } from '#domain'
import { readTrack, type TrackReading, trackInputSchema } from './track-input.ts'

/**
 * For exports that nobody can mend by hand: a fact that can't be read is left out, for the song is the same song
 * without its rating. A sender over HTTP is told instead (`readTrack`). What a track is, and the names that blocks hold
 * by, are never left out: a song that lost its artist without a word would be served to whoever blocks that artist.
 */
const spareFields: ReadonlySet<unknown> = new Set([
  'release',
  'discNumber',
  'trackNumber',
  'label',
  'year',
  'releasedAt',
  'durationMs',
  'energy',
  'rating',
  'licenceUrl',
  'audioUrl',
  'recordingId',
])

/** A track, and of each field that is no part of it, although it was sent, what it has to be: never its content. */
export type LenientReading = TrackReading & { readonly leftOut?: readonly string[] }

/** As `readTrack`, without the facts and the single tags that can't be read; pure and total likewise. */
export const readTrackLeavingOut = (input: Readonly<Record<string, unknown>>): LenientReading => {
  const { error } = trackInputSchema.safeParse(input, { error: explainIssue })
  const issues = error?.issues ?? []
  const isSpare = ({ path }: { readonly path: readonly PropertyKey[] }) =>
    spareFields.has(path[0]) || (path[0] === 'tags' && path.length > 1)
  if (issues.length === 0 || !issues.every(isSpare)) return readTrack(input)
  const wrong = new Set(issues.map(({ path }) => path[0]))
  const wrongTags = new Set(issues.map(({ path }) => (path[0] === 'tags' ? path[1] : undefined)))
  const rest = Object.fromEntries(
    Object.entries(input).flatMap(([field, value]): readonly [string, unknown][] => {
      if (!wrong.has(field)) return [[field, value]]
      return Array.isArray(value) && field === 'tags'
        ? [[field, value.filter((_, at) => !wrongTags.has(at))]]
        : []
    }),
  )
  const shown = issues.map(({ path, message }) => ({ path: path.slice(0, 1), message }))
  return {
    ...readTrack(rest),
    leftOut: faultsIn(shown).map(({ path, detail }) => `${path}: ${detail}`),
  }
}
