/**
 * The lines of a body of events, in slices that are read in one turn of the event loop each. The trap: one line may be as long as
 * a body, and a body may be of empty lines alone, so that what is counted in events bounds nothing. So a slice is counted in letters as well,
 * and a line that is longer than any event is told by its length and not read.
 */
export interface EventLine {
  /** Of all lines, from 0. */
  readonly index: number
  /** Absent where it is longer than `longestLine`. */
  readonly text?: string
}

export interface LineSlice {
  /** Those that are not blank. */
  readonly lines: readonly EventLine[]
  /** How much of a turn it takes, of `perSlice`. */
  readonly amount: number
}

/** An event that names fifty artists and fifty tags, of two hundred letters each, has 22,000. */
export const longestLine = 32_768

export function* slicesOf(text: string, perSlice: number): Generator<LineSlice, void, void> {
  const amountOf = (lines: number, letters: number): number =>
    Math.min(perSlice, Math.max(1, lines, Math.ceil((perSlice * letters) / longestLine)))
  let lines: EventLine[] = []
  let letters = 0
  let index = 0
  for (let start = 0; start <= text.length; index++) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    const isLong = end - start > longestLine
    // What is not read takes no time.
    const toRead = isLong ? 0 : end - start + 1
    if (lines.length >= perSlice || letters + toRead > longestLine) {
      yield { lines, amount: amountOf(lines.length, letters) }
      lines = []
      letters = 0
    }
    if (isLong) lines.push({ index })
    else if (!isBlank(text, start, end)) lines.push({ index, text: text.slice(start, end) })
    letters += toRead
    start = end + 1
  }
  yield { lines, amount: amountOf(lines.length, letters) }
}

const isBlank = (text: string, start: number, end: number): boolean =>
  start === end || text.slice(start, end).trim() === ''
