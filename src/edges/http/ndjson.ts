/** One line of NDJSON: its value, or why there is none. */
export interface Line {
  /** From 0, blank lines counted, so that a person finds it. */
  readonly index: number
  readonly value?: unknown
  readonly refused?: string
}

/** NDJSON to values, a bad line beside good ones; blank lines and a byte order mark are passed over. */
export const readLines = (text: string): Line[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line, index): Line[] => {
      if (line.trim() === '') return []
      try {
        return [{ index, value: JSON.parse(line) }]
      } catch {
        return [{ index, refused: 'the line is not JSON: send one JSON object a line, in UTF-8' }]
      }
    })
