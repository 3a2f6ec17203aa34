import { STATUS_CODES } from 'node:http'
import type { FastifyError } from 'fastify'
import { z } from 'zod'
import { AppError, categoryOf, type ErrorCode, faultsIn, toAppError } from '#domain'

/**
 * Errors as RFC 9457 problem documents. One table from code to status, and one place that decides which words
 * leave the house.
 */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    /** What is wrong and what to do. */
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof problemSchema>

const statuses: Partial<Record<ErrorCode, number>> = {
  'not-found': 404,
  'unknown-track': 404,
  'taken-down': 410,
  'not-available': 451,
  'unknown-session': 404,
  'unknown-decision': 404,
  'unknown-seed': 404,
  'unreplayable-decision': 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'method-not-allowed': 405,
  'range-not-satisfiable': 416,
  'forbidden-host': 403,
  'cross-site': 403,
  'rate-limited': 429,
  'stage-timeout': 504,
}

export const problemMedia = 'application/problem+json'

export const statusOfCode = (code: ErrorCode): number =>
  statuses[code] ?? { caller: 400, dependency: 503, bug: 500 }[categoryOf(code)]

/** `sends` is true of a request that would have something stored. */
export const problemOf = (thrown: unknown, requestId: string, sends = true): Problem => {
  const { error, errors } = readable(thrown)
  const status = statusOfCode(error.code)
  const detail = forCallers(error, sends)
  return {
    type: `https://segue.dev/problems/${error.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code: error.code,
    requestId,
    ...(errors && { errors }),
  }
}

/** Ours to mend, in words that are for callers as well. */
const plain: ReadonlySet<ErrorCode> = new Set([
  'rate-limited',
  'overloaded',
  'stage-timeout',
  'not-ready',
  'not-open',
])

/**
 * What went wrong on our side is told to whoever runs the server, in the log, with paths and causes. A caller can
 * do nothing with those and must not see them: they get the code, and whether to try again.
 */
const forCallers = ({ code, category, message }: AppError, sends: boolean): string => {
  if (category === 'caller' || plain.has(code)) return message
  if (category === 'dependency') {
    const what =
      code === 'maybe-stored' ? 'this request may be stored or not' : 'nothing of this request was stored'
    const lost = sends ? `, and ${what}` : ''
    return `Something this server needs does not work at the moment${lost}. Send the request again later; the server's log has the reason under the request id.`
  }
  return 'Something here is broken, and it is not your request. Please report the request id to whoever runs this server.'
}

const readable = (thrown: unknown): { error: AppError; errors?: NonNullable<Problem['errors']> } => {
  if (thrown instanceof AppError && thrown.cause instanceof z.ZodError && thrown.category === 'caller') {
    return { error: thrown, errors: faultsIn(thrown.cause.issues) }
  }
  if (isFastifyError(thrown)) return { error: ofFastify(thrown) }
  if (isHangUp(thrown)) return { error: hangUp(thrown) }
  return { error: toAppError(thrown) }
}

/** The sender went away in the middle of the body: nobody reads the answer, and nothing here is broken. */
const isHangUp = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'ECONNRESET' && thrown.message === 'aborted'

const hangUp = (cause: unknown): AppError =>
  new AppError('invalid-request', 'The connection closed before the whole body had come. Send it again.', {
    cause,
  })

const isFastifyError = (thrown: unknown): thrown is FastifyError =>
  thrown instanceof Error &&
  'code' in thrown &&
  typeof thrown.code === 'string' &&
  thrown.code.startsWith('FST_')

const ofFastify = (thrown: FastifyError): AppError => {
  switch (thrown.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError(
        'body-too-large',
        'The body is larger than may be sent here: 4 MiB of events or tracks, 64 KiB of anything else. Send it in smaller batches; 500 events each is a good size.',
      )
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError(
        'unsupported-media-type',
        'Send application/json, or application/x-ndjson with one JSON value a line.',
      )
    case 'FST_ERR_BAD_URL':
      return new AppError(
        'invalid-request',
        'The address can not be decoded: percent-encode ids in it as UTF-8, as encodeURIComponent does.',
      )
    // What the console's files answer to paths that lead out of their folder.
    case 'FST_STATIC_FORBIDDEN_PATH':
      return new AppError('not-found', 'There is no such file. /openapi.json lists what there is.')
    default:
      return (thrown.statusCode ?? 500) < 500
        ? new AppError('invalid-request', thrown.message)
        : new AppError('internal', thrown.message, { cause: thrown })
  }
}
