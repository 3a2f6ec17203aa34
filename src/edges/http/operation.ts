import { z } from 'zod'
import type { ErrorCode } from '#domain'

/**
 * One operation of the API, said once beside its handler: `app.get(path, operation({…}), handler)`. What is said
 * here checks the request, writes the answer and becomes the entry of `/openapi.json` (see `openapi.ts`), so a
 * route can't do one thing and be described as another. Say only what the route adds: what follows from the
 * method and the schemas (400, 403, 413, 415, 503) is derived there.
 */
export interface Operation {
  /** Stable and unique: generated clients name their methods after it. */
  readonly id: string
  /** A few words, without a full stop. */
  readonly summary: string
  readonly description?: string
  readonly tag: Tag
  readonly params?: z.ZodType
  readonly querystring?: z.ZodType
  readonly headers?: z.ZodType
  readonly body?: z.ZodType
  /** The body is one of these, an array of them, or NDJSON; the route reads them one by one. */
  readonly batchOf?: z.ZodType
  /** Every answer that is no problem, by status; `z.null()` for none. */
  readonly answers: Readonly<Record<number, z.ZodType>>
  /** The media type of the answers when it isn't JSON. */
  readonly media?: string
  /** Codes of the errors that this route throws itself. */
  readonly refuses?: readonly ErrorCode[]
  /** Something is stored before it answers, if only the decision: it may answer 503, and other sites may not ask. */
  readonly writes?: boolean
}

export const tags = [
  'events',
  'catalogue',
  'surfaces',
  'sessions',
  'listeners',
  'decisions',
  'operations',
] as const
export type Tag = (typeof tags)[number]

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}

const bodyMethods = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** A body of such a request is read, whether the route wants one or not. */
export const readsBody = (method: string): boolean => bodyMethods.has(method)

/** Something changes with such a request, so it is not for other sites to send. */
export const changes = (method: string, operation: Operation | undefined): boolean =>
  readsBody(method) || operation?.writes === true

/** Bytes: of events or tracks, many at once, which are read in turns; of anything else, which is read in one. */
const batchLimit = 4 * 1024 * 1024
export const oneLimit = 64 * 1024

/** The options of a route; the framework infers the handler's types from them. */
export const operation = <const Given extends Operation>(given: Given) => {
  const { id, summary, description, tag, batchOf, answers, media, refuses, writes, ...asked } = given
  return {
    bodyLimit: batchOf === undefined ? oneLimit : batchLimit,
    config: { operation: given },
    schema: { operationId: id, summary, tags: [tag], response: answers, ...asked },
  }
}

/** A whole number in a query, where everything is text; words and fractions are named as sent. */
export const wholeNumber = (least: number, most: number) => {
  const error = ({ input }: { readonly input?: unknown }) =>
    Array.isArray(input)
      ? undefined
      : `${JSON.stringify(input)} is not a whole number from ${least} to ${most}`
  return z.preprocess(
    (sent) => (typeof sent === 'string' && /^-?\d{1,15}$/.test(sent) ? Number(sent) : sent),
    z.int({ error }).min(least, { error }).max(most, { error }),
  )
}
