import { isBlank, type Span } from './json-elements.ts'

/**
 * What a body of many holds, its lines or the elements of its array, in slices that are read in one turn of the event loop each. The
 * trap: one line may be as long as a body, and a body may be of empty lines alone, so that what is counted in lines bounds nothing. So a
 * slice is counted in letters as well, and what is longer than any event is told by its length and not read.
 */
export interface BodyLine {
  /** Of all lines or elements, from 0. */
  readonly index: number
  /** Where in the body it begins, in letters. */
  readonly at: number
  /** Absent where it is longer than the longest. */
  readonly text?: string
}

export interface LineSlice {
  /** Those that are not blank. */
  readonly lines: readonly BodyLine[]
  /** How much of a turn it takes, of `perSlice`. */
  readonly amount: number
}

/** An event that names fifty artists and fifty tags, of two hundred letters each, has 22,000. */
export const longestEvent = 32_768

export function* slicesOf(
  text: string,
  spans: Iterable<Span>,
  perSlice: number,
  longest = longestEvent,
): Generator<LineSlice, void, void> {
  const amountOf = (lines: number, letters: number): number =>
    Math.min(perSlice, Math.max(1, lines, Math.ceil((perSlice * letters) / longest)))
  let lines: BodyLine[] = []
  let letters = 0
  let index = 0
  for (const span of spans) {
    const { start, end } = span === 'pause' ? { start: 0, end: longest - 1 } : span
    const isLong = end - start > longest
    // What is not read takes no time.
    const toRead = isLong ? 0 : end - start + 1
    if (lines.length >= perSlice || letters + toRead > longest) {
      yield { lines, amount: amountOf(lines.length, letters) }
      lines = []
      letters = 0
    }
    letters += toRead
    if (span === 'pause') continue
    if (isLong) lines.push({ index, at: start })
    else if (!isBlank(text, start, end)) lines.push({ index, at: start, text: text.slice(start, end) })
    index += 1
  }
  yield { lines, amount: amountOf(lines.length, letters) }
}

export function* linesIn(text: string): Generator<Span, void, void> {
  for (let start = text.startsWith(byteOrderMark) ? 1 : 0; start <= text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    yield { start, end }
    start = end + 1
  }
}

/** Some editors and exports begin a file with it; JSON knows nothing of it. */
const byteOrderMark = '\uFEFF'
