import { AppError, endsTooEarly, noJson, parseJson, wrongSyntax } from '#domain'

/** A part of a text; or a pause, where many letters were looked at and nothing had ended. */
export type Span = { readonly start: number; readonly end: number } | 'pause'

/** Looked at in one turn of the event loop: a fraction of a millisecond. */
const lettersPerTurn = 32_768

const letter = (text: string): number => text.charCodeAt(0)
const [quote, backslash, comma] = [letter('"'), letter('\\'), letter(',')]
const [open, close, openObject, closeObject] = [letter('['), letter(']'), letter('{'), letter('}')]

/** Of a text that is no array nothing is said. */
export const isArrayText = (text: string): boolean => /^[ \t\n\r]*\[/.test(text)

/**
 * Where the elements of a JSON array stand in its text, without reading them: a body of four megabytes held the thread for as
 * long as its parser took. Each element is JSON or not, for its reader to tell; that no two stand without a comma
 * between them, none is missing and nothing follows is told here. Throws `malformed-json`, at the latest after the last.
 */
export function* elementsIn(text: string): Generator<Span, void, void> {
  let start = text.indexOf('[') + 1
  let depth = 1
  let pauseAt = lettersPerTurn
  let commas = 0
  let isText = false
  let at = start
  for (; at < text.length; at++) {
    if (at >= pauseAt) {
      yield 'pause'
      pauseAt = at + lettersPerTurn
    }
    const code = text.charCodeAt(at)
    if (isText) {
      if (code === backslash) at += 1
      else if (code === quote) isText = false
    } else if (code === quote) isText = true
    else if (code === open || code === openObject) depth += 1
    else if (code === close || code === closeObject) {
      depth -= 1
      if (depth > 0) continue
      if (code === closeObject) throw noJson(wrongSyntax(at))
      break
    } else if (code === comma && depth === 1) {
      if (isBlank(text, start, at)) throw noJson(wrongSyntax(at))
      yield { start, end: at }
      start = at + 1
      commas += 1
    }
  }
  if (depth > 0) throw noJson(endsTooEarly)
  if (!isBlank(text, at + 1, text.length)) throw noJson(wrongSyntax(at + 1))
  if (!isBlank(text, start, at)) yield { start, end: at }
  else if (commas > 0) throw noJson(wrongSyntax(at))
}

/** Says where in the body an element is no JSON: in an array again, as NaN is told by what stands before it. */
export const refuseElement = (text: string, at: number): never => {
  parseJson(`[${text}]`, at - 1)
  throw new AppError('internal', 'An element that is no JSON alone is none in an array either.')
}

export const isBlank = (text: string, start: number, end: number): boolean =>
  start >= end || !/[^ \t\n\r]/.test(text.slice(start, end))
