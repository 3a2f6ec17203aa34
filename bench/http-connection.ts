import { connect } from 'node:net'

/**
 * A client that costs next to nothing, because it shares the cores with the server it measures: one socket, one
 * request under way, no headers parsed but the two it needs. It only understands answers with a content length.
 */
export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: Buffer
}

export interface Connection {
  /** Rejects when the server hangs up; the connection is of no use after that. */
  ask(request: Buffer): Promise<Answer>
  /** False once the server has ended it, as it does with one that was idle for long. */
  isOpen(): boolean
  close(): void
}

/** A whole request as bytes, made ahead so that sending is one write. */
export const requestBytes = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body = '',
  type = 'application/json',
): Buffer => {
  const about =
    method !== 'GET' ? `content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` : ''
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${about}\r\n${body}`)
}

interface Waiting {
  done(answer: Answer): void
  failed(error: Error): void
}

export const openConnection = (port: number): Promise<Connection> =>
  new Promise((opened, refused) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    let waiting: Waiting | undefined
    let read: Buffer = Buffer.alloc(0)
    const fail = (error: Error) => {
      refused(error)
      waiting?.failed(error)
      waiting = undefined
    }
    socket.on('data', (chunk) => {
      read = read.length === 0 ? chunk : Buffer.concat([read, chunk])
      const answer = wholeAnswer(read)
      if (answer === undefined) return
      read = Buffer.alloc(0)
      const { done } = waiting ?? {}
      waiting = undefined
      done?.(answer)
    })
    socket.on('error', fail)
    socket.on('close', () => fail(new Error('the server hung up')))
    socket.on('connect', () =>
      opened({
        ask: (request) =>
          new Promise((done, failed) => {
            if (socket.destroyed) return failed(new Error('the server hung up'))
            waiting = { done, failed }
            socket.write(request)
          }),
        isOpen: () => !socket.destroyed && !socket.readableEnded,
        close: () => socket.destroy(),
      }),
    )
  })

const headEnd = Buffer.from('\r\n\r\n')

const wholeAnswer = (read: Buffer): Answer | undefined => {
  const headBytes = read.indexOf(headEnd)
  if (headBytes < 0) return undefined
  const head = read.toString('latin1', 0, headBytes)
  const bodyBytes = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  const bodyAt = headBytes + headEnd.length
  if (read.length < bodyAt + bodyBytes) return undefined
  return { status: Number(head.slice(9, 12)), head, body: read.subarray(bodyAt, bodyAt + bodyBytes) }
}
