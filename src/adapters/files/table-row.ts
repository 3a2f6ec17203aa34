import { createHash } from 'node:crypto'
import { type LenientReading, nameKey, readTrackLeavingOut } from '#catalog'
import { AppError, type TrackId, trackId } from '#domain'
import { asWritten } from './as-written.ts'
import type { Field } from './column-names.ts'
import { type Cells, idOf, peopleOf, releaseOf, tagsOf, textOf, unreadableCell } from './table-names.ts'

/**
 * One row of a table as a track. Cells come as texts (CSV), JSON values or Parquet values; an empty cell, null,
 * a length of 0 and the year 0 mean unknown. A fact that can't be read is left out and named; what names the track and
 * its people, its tags, and a length in the wrong unit refuse the row: half a track that looks whole would be worse.
 */
const mostTags = 50
const madePrefix = 'made:'
/** Above this a length in seconds is taken for milliseconds in the wrong column: ten hours. */
const longestSeconds = 36_000

/** A row as a track; `isMade` where the row has no id of its own. */
export type RowReading = LenientReading & {
  readonly isMade: boolean
  /** What was made of the row while `&#39;` was read as it stands; listeners said things of that. */
  readonly formerIds?: readonly TrackId[]
}

export const readRow = (cells: Cells): RowReading => {
  const leftOut: string[] = []
  const spare: Spare = (read) => {
    try {
      return read()
    } catch (error) {
      leftOut.push(faultOf(error))
      return undefined
    }
  }
  try {
    const given = idOf(cells, 'id')
    const isMade = given === undefined
    const input = inputOf(cells, spare)
    const reading = readTrackLeavingOut({ ...input, id: given ?? madeId(cells, spare) })
    const faults = [...leftOut, ...(reading.leftOut ?? [])]
    const written = isMade ? asWritten(cells) : undefined
    const former = written && madeId(written, spare)
    return { ...reading, isMade, leftOut: faults, ...(former && { formerIds: [trackId(former)] }) }
  } catch (error) {
    return { refused: faultOf(error), isMade: false }
  }
}

const faultOf = (error: unknown): string => {
  if (error instanceof AppError && error.code === 'invalid-track') return error.message
  throw error
}

/** Reads a fact without which a song is the same: undefined, and noted, where it can't be read. */
type Spare = <Value>(read: () => Value) => Value | undefined

const inputOf = (cells: Cells, spare: Spare): Record<string, unknown> => {
  const text = (field: Field) => spare(() => textOf(cells, field))
  const input: Record<string, unknown> = {
    title: textOf(cells, 'title'),
    artists: peopleOf(cells, 'artists'),
    featured: peopleOf(cells, 'featured'),
    release: spare(() => releaseOf(cells)),
    discNumber: spare(() => placeOf(cells, 'discNumber')),
    trackNumber: spare(() => placeOf(cells, 'trackNumber')),
    label: text('label'),
    year: spare(() => yearOf(cells, 'year')) ?? spare(() => yearOf(cells, 'date')),
    releasedAt: spare(() => dayOf(cells)),
    durationMs: lengthMsOf(cells, spare),
    tags: (['genres', 'styles', 'tags'] as const).flatMap((field) => tagsOf(cells, field)).slice(0, mostTags),
    energy: spare(() => numberOf(cells, 'energy', 'must be a number between 0 and 1')),
    rating: spare(() => numberOf(cells, 'rating', 'must be a number between 0 and 1')),
    licenceUrl: text('licence'),
    audioUrl: text('audioUrl'),
    recordingId: spare(() => idOf(cells, 'recordingId')),
    availability: availabilityOf(cells),
  }
  for (const [field, value] of Object.entries(input)) if (value === undefined) delete input[field]
  return input
}

/** Never left out: a song whose limits can't be read would be served where it may not be. An empty cell limits nothing. */
const availabilityOf = (cells: Cells): Record<string, unknown> | undefined => {
  const [markets, notMarkets] = [tagsOf(cells, 'markets'), tagsOf(cells, 'notMarkets')]
  const [from, until] = [momentOf(cells, 'availableFrom'), momentOf(cells, 'availableUntil')]
  const limits = {
    ...(markets.length > 0 && { markets }),
    ...(notMarkets.length > 0 && { notMarkets }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  }
  return Object.keys(limits).length === 0 ? undefined : limits
}

/** A day begins at midnight UTC. */
const momentOf = (cells: Cells, field: 'availableFrom' | 'availableUntil'): string | undefined => {
  const text = textOf(cells, field)
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text
}

/** Of a track whose row has none. */
export const isMadeId = (id: string): boolean => id.startsWith(madePrefix)

/** For rows that have none: the same title, artists and release are the same track. */
const madeId = (cells: Cells, spare: Spare): string | undefined => {
  const title = textOf(cells, 'title')
  if (title === undefined) return undefined
  const named = [
    title,
    JSON.stringify(peopleOf(cells, 'artists')),
    spare(() => textOf(cells, 'release')) ?? '',
  ]
  return `${madePrefix}${createHash('sha256').update(named.map(nameKey).join('\n')).digest('hex').slice(0, 32)}`
}

const numberOf = (cells: Cells, field: Field, rule = 'is not a number'): number | undefined => {
  const text = textOf(cells, field)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) throw unreadableCell(field, rule)
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

/** Throws for one in the other unit, as all of the column will be then. */
const lengthMsOf = (cells: Cells, spare: Spare): number | undefined => {
  const milliseconds = spare(() => numberOf(cells, 'milliseconds'))
  if (milliseconds !== undefined) {
    if (milliseconds > 0 && milliseconds < 1_000)
      throw unreadableCell('milliseconds', 'looks like seconds: name the column duration_s')
    return milliseconds === 0 ? undefined : milliseconds
  }
  const field = cells.has('seconds') ? 'seconds' : 'duration'
  const seconds = spare(() => {
    const text = textOf(cells, field)
    if (field === 'duration' && maybeMinutes.test(text ?? ''))
      throw unreadableCell(field, 'may be minutes: write 3:45, or name the column duration_s for seconds')
    return clockSeconds(text) ?? numberOf(cells, field, 'is not a number of seconds or a time such as 3:45')
  })
  if (seconds === undefined || seconds === 0) return undefined
  if (seconds > longestSeconds) {
    throw unreadableCell(field, 'looks like milliseconds: name the column duration_ms')
  }
  return spare(() => {
    if (seconds > 0 && seconds < 1) throw unreadableCell(field, 'is under a second')
    return Math.round(seconds * 1_000)
  })
}

/** "3.45" where the column names no unit: a song is rarely so few seconds long, and often so many minutes. */
const maybeMinutes = /^\d{1,2}\.[0-5]\d$/

/** "3:45" or "1:02:30", also with a fraction of a second. */
const clockSeconds = (text: string | undefined): number | undefined => {
  const parts = /^(?:(\d+):)?(\d{1,3}):([0-5]\d(?:\.\d+)?)$/.exec(text ?? '')
  return parts === null ? undefined : Number(parts[1] ?? 0) * 3_600 + Number(parts[2]) * 60 + Number(parts[3])
}

/** "2019-06-28…": a date known to the day is kept as such. Zeros mean unknown. */
const dayOf = (cells: Cells): string | undefined => {
  const day = /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(textOf(cells, 'date') ?? '')?.[1]
  return day !== undefined && !/^0000|-00/.test(day) ? day : undefined
}

/** Of "2019", "2019-06" and "2019-06-28…". */
const yearOf = (cells: Cells, field: 'year' | 'date'): number | undefined => {
  const text = textOf(cells, field)
  if (text === undefined) return undefined
  const year = /^(\d{1,4})(?:\.0+|-\d{1,2}(?:-\d{1,2})?(?:[T ].*)?)?$/.exec(text)?.[1]
  if (year === undefined) {
    throw unreadableCell(field, 'is not a date such as 2019, 2019-06 or 2019-06-28')
  }
  return Number(year) === 0 ? undefined : Number(year)
}
