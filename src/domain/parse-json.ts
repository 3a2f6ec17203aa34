import { AppError } from './app-error.ts'

/**
 * The value of a JSON text that somebody sent. Throws `malformed-json` with the place where it stops being JSON: of a text
 * that begins `at` so many letters into a body, in that body.
 */
export const parseJson = (text: string, at = 0): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw noJson(explain(text, thrown, at))
  }
}

export const noJson = (why: string): AppError =>
  new AppError('malformed-json', `The body is not JSON: ${why}`)

export const endsTooEarly = 'it ends too early, send the whole of it.'

export const wrongSyntax = (place?: number): string =>
  `check the syntax${place === undefined ? '' : ` near character ${place}`}. For one value a line, send application/x-ndjson.`

// The parser's own message quotes the body, and the body is a listener's: only the place is taken from it.
const explain = (text: string, thrown: unknown, at: number): string => {
  if (/[:[,]\s*-?(NaN|Infinity)\b/.test(text)) {
    return 'NaN and Infinity are not numbers of JSON, leave such a field out.'
  }
  const message = thrown instanceof Error ? thrown.message : ''
  if (/end of JSON|Unterminated/.test(message)) return endsTooEarly
  const place = /at position (\d+)/.exec(message)?.[1]
  return wrongSyntax(place === undefined ? undefined : at + Number(place))
}
