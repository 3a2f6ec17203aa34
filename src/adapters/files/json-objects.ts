import { AppError } from '#domain'

/**
 * The objects of a JSON document, one text each: those of its outermost list, as Spotify, Apple and ListenBrainz
 * write exports of some hundred megabytes. The trap is reading such a file in whole; here only one object is held.
 * Whether an object is well formed is for its reader to say, who can refuse it alone. A document that ends before
 * its last bracket is a file cut short and throws `invalid-table`: what it lacks, nobody could tell from a count. So does
 * one that says something and has no object in a list, such as a list of lists: it is not empty.
 */
const longestObject = 1_000_000

export async function* jsonObjects(path: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let objects = 0
  let saysMore = false
  const open: string[] = []
  let within = 0
  let inText = false
  let escaped = false
  let object = ''
  for await (const piece of pieces) {
    let from = 0
    for (let at = 0; at < piece.length; at++) {
      const sign = piece[at] ?? ''
      saysMore ||= sign > ' ' && sign !== '[' && sign !== ']'
      if (inText) {
        if (escaped) escaped = false
        else if (sign === '\\') escaped = true
        else if (sign === '"') inText = false
      } else if (sign === '"') inText = true
      else if (sign === '{' || sign === '[') {
        if (sign === '{' && within === 0 && open.at(-1) === '[') {
          within = open.length + 1
          from = at
          object = ''
        }
        open.push(sign)
      } else if (sign === '}' || sign === ']') {
        open.pop()
        if (within > 0 && open.length < within) {
          objects++
          yield object + piece.slice(from, at + 1)
          within = 0
        }
      }
    }
    // An endless object is cut: what is left of it can't be JSON and is refused as such.
    if (within > 0 && object.length < longestObject) object += piece.slice(from)
  }
  if (open.length > 0 || inText) {
    throw new AppError(
      'invalid-table',
      `${path} ends in the middle, after row ${objects}: what is opened there is never closed. Get the whole file and read it again.`,
    )
  }
  if (objects === 0 && saysMore) {
    throw new AppError(
      'invalid-table',
      `${path} has no list of objects in it, one for each track: expected [{"id": "1", "title": "A", "artist": "B"}]. One object a line is for a name that ends in .jsonl.`,
    )
  }
}
