import { AppError } from '#domain'

/** NDJSON to values; blank lines are passed over. Throws `malformed-json` naming the first bad line. */
export const readLines = (text: string): unknown[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      const value: unknown = JSON.parse(line)
      return [value]
    } catch {
      throw new AppError(
        'malformed-json',
        `Line ${index + 1} is not JSON. Send one JSON value a line, in UTF-8.`,
      )
    }
  })
