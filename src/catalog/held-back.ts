import { counted, type TrackId } from '#domain'
import type { TrackSource } from './import-tracks.ts'

/** More than this many, and more than half of a library, are not changed one by one by a person. */
const fewEnough = 20
const shownIds = 3

/** Why tracks that a library held stay although it has them no more; undefined when they may go. */
export const whyHeldBack = (
  { kind }: Pick<TrackSource, 'kind'>,
  gone: readonly TrackId[],
  had: number,
  left: number,
): string | undefined => {
  if (gone.length === 0) return undefined
  if (left > 0 && (gone.length <= fewEnough || gone.length * 2 <= had)) return undefined
  const some = `${gone.length} of ${counted(had, 'track')} ${gone.length === 1 ? 'was' : 'were'} not found`
  const confirm = 'scan with withdrawMissing (--withdraw-missing) if they are really gone'
  return kind === 'table'
    ? `${some}: the table has no rows for ${namesOf(gone)}. That looks like a table that was cut short or lost its ids, so none was withdrawn. Put the rows, or the column with the ids, back and scan again, or ${confirm}.`
    : `${some}. That looks like a disk that is not mounted, so none was withdrawn. Mount it and scan again, or ${confirm}.`
}

const namesOf = (ids: readonly TrackId[]): string =>
  `${ids.slice(0, shownIds).join(', ')}${ids.length > shownIds ? ` and ${ids.length - shownIds} more` : ''}`
