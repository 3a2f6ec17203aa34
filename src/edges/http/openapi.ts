import { STATUS_CODES } from 'node:http'
import fastifySwagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, type ErrorCode } from '#domain'
import { changes, type Operation, readsBody, tags } from './operation.ts'
import { problemMedia, problemSchema, statusOfCode } from './problem.ts'

/**
 * `/openapi.json`, made from the operations that the routes declare. Errors are derived, not listed: what a route
 * throws itself it names by code, and what the edge refuses before any route follows from the method and from
 * what the route reads. A test calls every operation in every way that stands here.
 */
const answered: Readonly<Record<string, string>> = {
  200: 'Answered.',
  201: 'Made.',
  204: 'Done, and nothing more to say.',
  206: 'The part that was asked for.',
  400: 'Nothing of it could be taken; each refusal says why.',
  503: 'Not ready; the answer says why.',
}

/** Every code an operation can be refused with. */
const refusalsOf = (method: string, operation: Operation, loopbackOnly: boolean): readonly ErrorCode[] => {
  const { params, querystring, writes, refuses = [] } = operation
  const hasBody = readsBody(method)
  const codes: readonly (readonly [boolean, ...ErrorCode[]])[] = [
    [hasBody || params !== undefined || querystring !== undefined, 'invalid-request'],
    [hasBody, 'malformed-json', 'body-too-large', 'unsupported-media-type'],
    [loopbackOnly, 'forbidden-host'],
    [changes(method, operation), 'cross-site'],
    [writes === true, 'disk-full', 'storage-failed', 'maybe-stored', 'overloaded'],
    [true, ...refuses],
  ]
  return codes.flatMap(([holds, ...found]) => (holds ? found : []))
}

type Content = Record<string, { readonly schema: z.ZodType }>

/** Every status an operation answers, with its body by media type; none for a status without one. */
const responsesOf = (method: string, operation: Operation, loopbackOnly: boolean) => {
  const found = new Map<string, { readonly said: string[]; readonly content: Content }>()
  const at = (status: string | number) => {
    const known = found.get(String(status)) ?? { said: [], content: {} }
    found.set(String(status), known)
    return known
  }
  for (const [status, schema] of Object.entries(operation.answers)) {
    const { said, content } = at(status)
    said.push(answered[status] ?? '')
    if (!(schema instanceof z.ZodNull)) content[operation.media ?? 'application/json'] = { schema }
  }
  const codes = new Set(refusalsOf(method, operation, loopbackOnly))
  for (const code of codes) {
    const { said, content } = at(statusOfCode(code))
    said.push(`\`${code}\``)
    content[problemMedia] = { schema: problemSchema }
  }
  return Object.fromEntries(
    [...found].map(([status, { said, content }]) => {
      const description = `${STATUS_CODES[status]}: ${said.join(', ')}`
      const isEmpty = Object.keys(content).length === 0
      return [status, isEmpty ? z.null().describe(description) : { description, content }]
    }),
  )
}

const nameSchemas = createJsonSchemaTransformObject({ schemaRegistry: z.globalRegistry })
const toJsonSchema = createJsonSchemaTransform({ schemaRegistry: z.globalRegistry })

/** Bodies are read one value at a time, so that a bad one costs no other; what each may be still stands here. */
const bodyOf = ({ batchOf, body }: Operation) =>
  batchOf === undefined
    ? { body }
    : {
        body: z.union([batchOf, z.array(batchOf)]),
        consumes: ['application/json', 'application/x-ndjson'],
      }

export const addOpenApi = async (
  app: FastifyInstance,
  { version, loopbackOnly }: { readonly version: string; readonly loopbackOnly: boolean },
): Promise<void> => {
  // Every body is taken for a required one unless it is said here, by the id of its operation.
  const optionalBodies = new Set<string>()
  app.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith('/v1/') && config?.operation === undefined) {
      throw new AppError(
        'internal',
        `${url} has no operation(…): the API's document would be silent about it.`,
      )
    }
  })
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Segue',
        version,
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: tags.map((name) => ({ name })),
    },
    transform: (given) => {
      const { operation } = given.route.config ?? {}
      if (operation === undefined) return { schema: { hide: true }, url: given.url }
      // No body at all reaches its schema as null.
      if (operation.body?.safeParse(null).success) optionalBodies.add(operation.id)
      const method = String(given.route.method)
      const response = responsesOf(method, operation, loopbackOnly)
      return toJsonSchema({ ...given, schema: { ...given.schema, ...bodyOf(operation), response } })
    },
    transformObject: (given) => {
      const document = nameSchemas(given)
      for (const { post, put, delete: remove } of Object.values(document.paths ?? {}).map(
        (item) => item ?? {},
      )) {
        for (const { operationId = '', requestBody } of [post ?? {}, put ?? {}, remove ?? {}]) {
          if (requestBody !== undefined && 'content' in requestBody && optionalBodies.has(operationId))
            requestBody.required = false
        }
      }
      return document
    },
  })
  app.get('/openapi.json', async () => app.swagger())
}

const description = `Personalization for music services: events in, explained slates out.

Errors are problem documents (RFC 9457). Besides what stands at each operation, any address answers 405 with \`Allow\` to a method it does not have, 404 when there is no such address, 204 with \`Allow\` to OPTIONS, and to HEAD what it answers to GET, without the body. A request that is none is answered 400, one that takes longer than 30 seconds to arrive 408, an address and headers of more than 16 KiB 431, and a fault of the server 500. While the server starts, \`/healthz\` answers 200, \`/readyz\` says how far it is, the console shows it, and any other address answers 503 \`not-open\` with \`Retry-After\`, whatever the method. While it stops, the same holds on connections that are there; new ones are refused.`
