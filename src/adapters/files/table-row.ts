import { createHash } from 'node:crypto'
import { nameKey, readTrack, type TrackReading } from '#catalog'
import { AppError } from '#domain'
import type { Field } from './table-columns.ts'
import { type Cells, peopleOf, releaseOf, tagsOf, textOf, unreadableCell } from './table-names.ts'

/**
 * One row of a table as a track. Cells come as texts (CSV), JSON values or Parquet values; an empty cell, null,
 * a length of 0 and the year 0 mean unknown. A cell that can't be read refuses its row and names the field:
 * half a track that looks whole would be worse.
 */
const mostTags = 50
const madePrefix = 'made:'
/** Above this a length in seconds is taken for milliseconds in the wrong column: ten hours. */
const longestSeconds = 36_000

export const readRow = (cells: Cells): TrackReading => {
  try {
    return readTrack(inputOf(cells))
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-track') return { refused: error.message }
    throw error
  }
}

const inputOf = (cells: Cells): Record<string, unknown> => {
  const { year, releasedAt } = dateOf(cells)
  const input: Record<string, unknown> = {
    id: cells.has('id') ? textOf(cells, 'id') : madeId(cells),
    title: textOf(cells, 'title'),
    artists: peopleOf(cells, 'artists'),
    featured: peopleOf(cells, 'featured'),
    release: releaseOf(cells),
    discNumber: placeOf(cells, 'discNumber'),
    trackNumber: placeOf(cells, 'trackNumber'),
    label: textOf(cells, 'label'),
    year,
    releasedAt,
    durationMs: lengthMsOf(cells),
    tags: (['genres', 'styles', 'tags'] as const).flatMap((field) => tagsOf(cells, field)).slice(0, mostTags),
    energy: numberOf(cells, 'energy'),
    rating: numberOf(cells, 'rating'),
    licenceUrl: textOf(cells, 'licence'),
    audioUrl: textOf(cells, 'audioUrl'),
    recordingId: textOf(cells, 'recordingId'),
  }
  for (const [field, value] of Object.entries(input)) if (value === undefined) delete input[field]
  return input
}

/** Of a track whose row has none. */
export const isMadeId = (id: string): boolean => id.startsWith(madePrefix)

/** For rows that have none: the same title, artists and release are the same track. */
const madeId = (cells: Cells): string | undefined => {
  const title = textOf(cells, 'title')
  if (title === undefined) return undefined
  const named = [title, JSON.stringify(peopleOf(cells, 'artists')), textOf(cells, 'release') ?? '']
  return `${madePrefix}${createHash('sha256').update(named.map(nameKey).join('\n')).digest('hex').slice(0, 32)}`
}

const numberOf = (cells: Cells, field: Field): number | undefined => {
  const text = textOf(cells, field)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) throw unreadableCell(field, 'is not a number')
  return value
}

/** "3" or "3/12"; 0 means unknown. */
const placeOf = (cells: Cells, field: 'discNumber' | 'trackNumber'): number | undefined => {
  const text = textOf(cells, field)
  if (text === undefined) return undefined
  const place = /^(\d{1,4})(?:\.0+)?(?:\/\d+)?$/.exec(text)?.[1]
  if (place === undefined) throw unreadableCell(field, 'is not a number such as 3 or 3/12')
  return Number(place) === 0 ? undefined : Number(place)
}

const lengthMsOf = (cells: Cells): number | undefined => {
  const milliseconds = numberOf(cells, 'milliseconds')
  if (milliseconds !== undefined) return milliseconds === 0 ? undefined : milliseconds
  const field = cells.has('seconds') ? 'seconds' : 'duration'
  const seconds = clockSeconds(textOf(cells, field)) ?? numberOf(cells, field)
  if (seconds === undefined || seconds === 0) return undefined
  if (seconds > longestSeconds) {
    throw unreadableCell(field, 'looks like milliseconds: name the column duration_ms')
  }
  return Math.round(seconds * 1_000)
}

/** "3:45" or "1:02:30", also with a fraction of a second. */
const clockSeconds = (text: string | undefined): number | undefined => {
  const parts = /^(?:(\d+):)?(\d{1,3}):(\d{2}(?:\.\d+)?)$/.exec(text ?? '')
  return parts === null ? undefined : Number(parts[1] ?? 0) * 3_600 + Number(parts[2]) * 60 + Number(parts[3])
}

/** "2019", "2019-06" and "2019-06-28…"; a date known to the day is kept as such. Zeros mean unknown. */
const dateOf = (cells: Cells): { year: number | undefined; releasedAt: string | undefined } => {
  const year = yearOf(cells, 'year') ?? yearOf(cells, 'date')
  const day = /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(textOf(cells, 'date') ?? '')?.[1]
  return { year, releasedAt: day !== undefined && !/^0000|-00/.test(day) ? day : undefined }
}

const yearOf = (cells: Cells, field: 'year' | 'date'): number | undefined => {
  const text = textOf(cells, field)
  if (text === undefined) return undefined
  const year = /^(\d{1,4})(?:\.0+|-\d{1,2}(?:-\d{1,2})?(?:[T ].*)?)?$/.exec(text)?.[1]
  if (year === undefined) {
    throw unreadableCell(field, 'is not a date such as 2019, 2019-06 or 2019-06-28')
  }
  return Number(year) === 0 ? undefined : Number(year)
}
