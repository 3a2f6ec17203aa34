import type { Histories } from '../reads.ts'

/** What a listener did with a recording, in whatever version; days are −1 for never. */
export interface HistoryRow {
  readonly plays: number
  readonly skips: number
  readonly daysSinceHeard: number
  readonly daysSincePlayed: number
}

/** Columns of histories into which a row can be put: one that is there is written over, a new one is added at the end. */
export interface HistoryTable extends Histories {
  put(recording: number, row: HistoryRow): void
}

type HistoryColumns = Readonly<
  Record<'plays' | 'skips' | 'daysSinceHeard' | 'daysSincePlayed' | 'rating', Float32Array>
>

/** Rows for which there is room before all columns are copied. */
const spareRows = 64

export const createHistoryTable = (
  places: Map<number, number>,
  columns: HistoryColumns,
  areDisliked: Histories['areDisliked'],
): HistoryTable => {
  let whole = columns
  let shown = columns
  const addRow = (): number => {
    const place = places.size
    if (place >= whole.plays.length) whole = mapColumns(whole, (column) => grown(column, place + spareRows))
    // Readers see as many rows as there are.
    shown = mapColumns(whole, (column) => column.subarray(0, place + 1))
    return place
  }
  return {
    places,
    areDisliked,
    get plays() {
      return shown.plays
    },
    get skips() {
      return shown.skips
    },
    get daysSinceHeard() {
      return shown.daysSinceHeard
    },
    get daysSincePlayed() {
      return shown.daysSincePlayed
    },
    get rating() {
      return shown.rating
    },
    put(recording, row) {
      const place = places.get(recording) ?? addRow()
      places.set(recording, place)
      shown.plays[place] = row.plays
      shown.skips[place] = row.skips
      shown.daysSinceHeard[place] = row.daysSinceHeard
      shown.daysSincePlayed[place] = row.daysSincePlayed
    },
  }
}

const grown = (column: Float32Array, length: number): Float32Array => {
  const longer = new Float32Array(length)
  longer.set(column)
  return longer
}

const mapColumns = (
  columns: HistoryColumns,
  map: (column: Float32Array) => Float32Array,
): HistoryColumns => ({
  plays: map(columns.plays),
  skips: map(columns.skips),
  daysSinceHeard: map(columns.daysSinceHeard),
  daysSincePlayed: map(columns.daysSincePlayed),
  rating: map(columns.rating),
})
