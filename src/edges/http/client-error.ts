import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '#domain'
import { problemOf } from './problem.ts'

/**
 * Answers to what isn't even a request: noise on the port, headers without end, a request that never finishes.
 * There is no reply object yet, so the answer is written by hand; the connection closes after it.
 */
const problems: Readonly<Record<string, { readonly status: number; readonly detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    detail:
      'The address and the headers are larger than 16 KiB. Send shorter ones; ids of many tracks belong in a body.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    detail: 'The request did not arrive in whole within 30 seconds. Send it again, in smaller batches.',
  },
}
const noRequest = { status: 400, detail: 'This is not an HTTP/1.1 request. This port speaks plain HTTP.' }

/** Writes the problem and closes; answers its code, undefined when nobody is there to read it. */
export const answerClientError = (error: Error, socket: Socket, requestId: string): string | undefined => {
  const cause = 'code' in error ? String(error.code) : ''
  if (cause === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return undefined
  }
  const { status, detail } = problems[cause] ?? noRequest
  const problem = {
    ...problemOf(new AppError('invalid-request', detail), requestId),
    status,
    title: STATUS_CODES[status],
  }
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\nrequest-id: ${requestId}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
  return problem.code
}
