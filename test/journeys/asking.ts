import { request } from 'node:http'
import { z } from 'zod'

/**
 * Requests to a started server, each answer held against the server's own OpenAPI document: an answer that the
 * document doesn't describe fails the journey. The trap closed here: `fetch` mends addresses and headers on the
 * way, so it can't send what a hostile or clumsy client sends; this goes by `node:http`.
 */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
  /** The body as JSON; undefined when it isn't JSON. */
  readonly body: unknown
}

export interface Sent {
  /** A text or bytes go as they are, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Ask = (method: string, path: string, sent?: Sent) => Promise<Answer>

const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  requestBody: z
    .looseObject({ required: z.boolean(), content: z.record(z.string(), z.unknown()) })
    .optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      description: z.string(),
      content: z.record(z.string(), z.looseObject({ schema: z.looseObject({}).optional() })).optional(),
    }),
  ),
})
export const documentSchema = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
})
export type OpenApiDocument = z.infer<typeof documentSchema>

export const ndjson = (rows: Iterable<unknown>): Sent => ({
  body: [...rows].map((row) => JSON.stringify(row)).join('\n'),
  headers: { 'content-type': 'application/x-ndjson' },
})

/** Sends as told and checks nothing. */
export const createRawAsk =
  (url: string): Ask =>
  (method, path, { body, headers = {} } = {}) => {
    const { hostname, port } = new URL(url)
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    const json = body === undefined || isRaw ? {} : { 'content-type': 'application/json' }
    return new Promise((resolve, reject) => {
      const asked = request(
        { hostname, port, method, path, headers: { ...json, ...headers } },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.once('error', reject)
          response.once('end', () => {
            const text = Buffer.concat(parts).toString('utf8')
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text,
              body: jsonOf(text),
            })
          })
        },
      )
      asked.once('error', reject)
      asked.end(body === undefined ? undefined : isRaw ? body : JSON.stringify(body))
    })
  }

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What `/metrics` says of a name with its labels; 0 when it says nothing. */
export const metricOf = async (ask: Ask, name: string): Promise<number> => {
  const { text } = await ask('GET', '/metrics')
  const found = text.split('\n').find((row) => row.startsWith(`${name} `))
  return Number(found?.slice(name.length + 1) ?? 0)
}

/** Asks and checks each answer against `/openapi.json` of the same server. */
export const createAsking = async (
  url: string,
): Promise<{ readonly ask: Ask; readonly document: OpenApiDocument }> => {
  const raw = createRawAsk(url)
  const document = documentSchema.parse((await raw('GET', '/openapi.json')).body)
  const ask: Ask = async (method, path, sent) => {
    const answer = await raw(method, path, sent)
    checkAnswer(document, method, path, answer)
    return answer
  }
  return { ask, document }
}

/** Throws for a status, a media type or a body that the document does not have for this operation. */
export const checkAnswer = (
  document: OpenApiDocument,
  method: string,
  path: string,
  answer: Answer,
): void => {
  if (typeof answer.headers['request-id'] !== 'string') throw new Error(`${method} ${path}: no request-id`)
  const template = templateOf(document, path)
  const asked = `${method} ${template}`
  const response = document.paths[template]?.[method.toLowerCase()]?.responses[answer.status]
  if (response === undefined) throw new Error(`${asked}: ${answer.status} is not documented`)
  const [media = ''] = String(answer.headers['content-type'] ?? '').split(';')
  if (response.content === undefined) {
    if (answer.text !== '') throw new Error(`${asked}: ${answer.status} has a body, none is documented`)
    return
  }
  const found = response.content[media] ?? response.content[`${media.split('/')[0]}/*`]
  if (found === undefined) throw new Error(`${asked}: ${answer.status} as ${media} is not documented`)
  const isJson = /[/+]json$/.test(media)
  if (isJson && found.schema !== undefined) check(document, found.schema, answer.body)
}

const here = '#/components/schemas/'

/** The document's own schema language is JSON Schema 2020-12, whose definitions lie elsewhere. */
const check = (document: OpenApiDocument, schema: object, value: unknown): void => {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas })
  // Patterns are Unicode ones, as JSON Schema has it; zod reads them back without the flag and misreads them.
  const readable = JSON.parse(whole.replaceAll(here, '#/$defs/'), (key, part) =>
    key === 'pattern' ? undefined : part,
  )
  z.fromJSONSchema(readable).parse(value)
}

const templateOf = (document: OpenApiDocument, path: string): string => {
  const asked = path.split('?')[0]?.split('/') ?? []
  const found = Object.keys(document.paths).find((template) => {
    const parts = template.split('/')
    return (
      parts.length === asked.length &&
      parts.every((part, index) => part.startsWith('{') || part === asked[index])
    )
  })
  if (found === undefined) throw new Error(`${path} is not documented`)
  return found
}
