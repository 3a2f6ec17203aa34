import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '#domain'
import { readsBody } from './operation.ts'

/**
 * Bodies to values: JSON as a value, NDJSON as text, nothing else. The framework's own parser would refuse a whole
 * batch for one `__proto__` key in it (schemas refuse such a key here, event by event), and it reads bytes that
 * aren't UTF-8 as U+FFFD, which makes two ids one.
 */
export const addBodyParsers = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => readJson(bytes),
  )
  app.addContentTypeParser(
    'application/x-ndjson',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => readNdjson(bytes),
  )
  app.addHook('onRequest', async ({ headers, method }) => {
    if (!readsBody(method)) return
    const encoding = headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') return
    throw new AppError(
      'unsupported-media-type',
      'Bodies are read as they come: send this one uncompressed, without a content-encoding header.',
    )
  })
}

const byteOrderMark = /^\uFEFF/

/** A JSON value other than a bare text, which no request is. Throws `malformed-json`, `invalid-request`. */
export const readJson = (bytes: Buffer): unknown => {
  if (bytes.length === 0) {
    throw new AppError(
      'malformed-json',
      'The body is empty. Send JSON, or leave out the content-type header.',
    )
  }
  if (!isUtf8(bytes)) {
    throw new AppError('malformed-json', 'The body is not UTF-8, as JSON has to be: encode it as UTF-8.')
  }
  const value = parse(bytes.toString('utf8').replace(byteOrderMark, ''))
  if (typeof value === 'string') {
    throw new AppError(
      'invalid-request',
      'The body is one JSON text: send an object or an array. Was it turned into JSON twice?',
    )
  }
  return value
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new AppError('malformed-json', `The body is not JSON: ${explain(text, thrown)}`)
  }
}

// The parser's own message quotes the body, and the body is a listener's: only the place is taken from it.
const explain = (text: string, thrown: unknown): string => {
  if (/[:[,]\s*-?(NaN|Infinity)\b/.test(text)) {
    return 'NaN and Infinity are not numbers of JSON, leave such a field out.'
  }
  const message = thrown instanceof Error ? thrown.message : ''
  if (/end of JSON|Unterminated/.test(message)) return 'it ends too early, send the whole of it.'
  const place = /at position (\d+)/.exec(message)?.[1]
  return `check the syntax${place === undefined ? '' : ` near character ${place}`}. For one value a line, send application/x-ndjson.`
}

/** What stands for a line that isn't UTF-8: refused as no JSON, while the lines beside it are read. */
const unreadableLine = '\uFFFD'

export const readNdjson = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const lines: string[] = []
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(0x0a, start)
    const end = found === -1 ? bytes.length : found
    const line = bytes.subarray(start, end)
    lines.push(isUtf8(line) ? line.toString('utf8') : unreadableLine)
    start = end + 1
  }
  return lines.join('\n')
}
