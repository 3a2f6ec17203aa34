/** One line of NDJSON: its value, or why there is none. */
export interface Line {
  /** From 0, blank lines counted, so that a person finds it. */
  readonly index: number
  readonly value?: unknown
  readonly refused?: string
}

/** NDJSON to values, read as they are asked for, a bad line beside good ones; blank lines and a byte order mark are passed over. */
export const readLines = function* (text: string): Iterable<Line> {
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() !== '') yield readLine(line, index)
  }
}

const readLine = (line: string, index: number): Line => {
  try {
    return { index, value: JSON.parse(line) }
  } catch {
    return { index, refused: 'the line is not JSON: send one JSON object a line, in UTF-8' }
  }
}
