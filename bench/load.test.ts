import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createRandom } from '#domain'
import { openConnection, requestBytes } from './http-connection.ts'
import { closedLoop, openLoop } from './load.ts'

type Behaviour = (asked: number) => { readonly status?: number; readonly afterMs?: number } | 'hang up'

const withServer = async (behave: Behaviour, work: (port: number) => Promise<void>) => {
  let asked = 0
  const server = createServer(async (request, response) => {
    const does = behave(asked++)
    if (does === 'hang up') return void request.socket.destroy()
    await wait(does.afterMs ?? 0)
    response.statusCode = does.status ?? 200
    response.setHeader('content-length', 2)
    response.end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    await work(address.port)
  } finally {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}

const shot = { request: requestBytes('GET', '/') }
const plan = { perSecond: 100, seconds: 1, arrivals: 'even', random: createRandom('load') } as const

describe('openLoop', () => {
  it('counts the wait of requests that were due while one slow answer held the only connection', async () => {
    await withServer(
      (asked) => ({ afterMs: asked === 10 ? 400 : 0 }),
      async (port) => {
        const { tookMs } = await openLoop(port, { ...plan, connections: 1 }, () => shot)
        expect(tookMs).toHaveLength(100)
        // A client that waits before it asks again would have seen one slow answer; some forty were due.
        expect(tookMs.filter((took) => took > 50).length).toBeGreaterThan(20)
      },
    )
  })

  it('sends nothing before it is due', async () => {
    await withServer(
      () => ({}),
      async (port) => {
        const { lateMs } = await openLoop(
          port,
          { ...plan, perSecond: 400, arrivals: 'random', connections: 8 },
          () => shot,
        )
        expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0)
      },
    )
  })

  it('sends what follows a request when that is answered, and counts it from then', async () => {
    await withServer(
      () => ({ afterMs: 10 }),
      async (port) => {
        const seen: { tookMs: number; dueMs: number }[] = []
        const timed = (tookMs: number, dueMs: number) => void seen.push({ tookMs, dueMs })
        const plain = { ...plan, perSecond: 10, connections: 1 }
        await openLoop(port, plain, () => ({ ...shot, timed, followUp: { ...shot, timed } }))
        expect(seen).toHaveLength(20)
        for (let place = 0; place < seen.length; place += 2) {
          const [first, second] = [seen[place], seen[place + 1]]
          // From its own due time, not from that of the pair.
          expect(second?.dueMs).toBeGreaterThanOrEqual((first?.dueMs ?? 0) + (first?.tookMs ?? 0))
        }
      },
    )
  })

  it('counts refusals and lost connections as errors, and goes on', async () => {
    await withServer(
      (asked) => (asked === 3 ? 'hang up' : { status: asked === 5 ? 503 : 200 }),
      async (port) => {
        const { tookMs, errors } = await openLoop(port, { ...plan, connections: 2 }, () => shot)
        expect([tookMs.length, errors]).toEqual([100, 2])
      },
    )
  })
})

describe('a connection', () => {
  it('knows that the server has ended it, so that the next request goes over another', async () => {
    let sockets: readonly Socket[] = []
    const server = createServer((_, response) => response.end('{}'))
    server.on('connection', (socket) => {
      sockets = [...sockets, socket]
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const connection = await openConnection(address.port)
    expect(connection.isOpen()).toBe(true)
    for (const socket of sockets) socket.end()
    await expect.poll(() => connection.isOpen()).toBe(false)
    connection.close()
    await new Promise((closed) => server.close(closed))
  })
})

describe('closedLoop', () => {
  it('sends all there is and hands on every good answer', async () => {
    await withServer(
      () => ({}),
      async (port) => {
        let left = 50
        let answered = 0
        const { tookMs, errors } = await closedLoop(port, 3, () =>
          left-- > 0 ? { ...shot, answered: () => void answered++ } : undefined,
        )
        expect([tookMs.length, errors, answered]).toEqual([50, 0, 50])
      },
    )
  })
})
