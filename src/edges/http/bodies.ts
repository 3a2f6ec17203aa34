import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError, parseJson } from '#domain'
import { isArrayText } from '#log'
import { oneLimit, readsBody } from './operation.ts'

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
    async ({ routeOptions }: FastifyRequest, bytes: Buffer) =>
      routeOptions.config.operation?.batchOf === undefined ? readJson(bytes) : readBatch(bytes),
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

/** A JSON array of events or tracks as it came: whoever takes them reads it in turns of the event loop. */
export class ArrayText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A JSON array, not read yet, or one value, as `readJson` reads it; throws `body-too-large` for one that is as long as many. */
export const readBatch = (bytes: Buffer): unknown => {
  const text = textOf(bytes)
  if (isArrayText(text)) return new ArrayText(text)
  if (bytes.length <= oneLimit) return valueIn(text)
  throw new AppError(
    'body-too-large',
    `The body has more than ${oneLimit} bytes and is no JSON array: send many as an array, or as application/x-ndjson with one a line.`,
  )
}

/** A JSON value other than a bare text, which no request is. Throws `malformed-json`, `invalid-request`. */
export const readJson = (bytes: Buffer): unknown => valueIn(textOf(bytes))

const textOf = (bytes: Buffer): string => {
  if (bytes.length === 0) {
    throw new AppError(
      'malformed-json',
      'The body is empty. Send JSON, or leave out the content-type header.',
    )
  }
  if (!isUtf8(bytes)) {
    throw new AppError('malformed-json', 'The body is not UTF-8, as JSON has to be: encode it as UTF-8.')
  }
  return bytes.toString('utf8').replace(byteOrderMark, '')
}

const valueIn = (text: string): unknown => {
  const value = parseJson(text)
  if (typeof value === 'string') {
    throw new AppError(
      'invalid-request',
      'The body is one JSON text: send an object or an array. Was it turned into JSON twice?',
    )
  }
  return value
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
