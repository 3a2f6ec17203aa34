import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { openSampleApp } from './app.sample.ts'
import { type Listener, listenOn, requestTimes } from './listener.ts'
import { createWaitingApp, type Doing } from './waiting-app.ts'

const consoleFolder = mkdtempSync(join(tmpdir(), 'segue-console-'))
writeFileSync(join(consoleFolder, 'index.html'), '<div id="root"></div>')
mkdirSync(join(consoleFolder, 'assets'))
writeFileSync(join(consoleFolder, 'assets', 'index-1.js'), 'ask()')

const reading = 'Segue is starting. The event log is read again: 120,000 of 241,775 events, about 9 s left.'
afterAll(() => rmSync(consoleFolder, { recursive: true, force: true }))

let doing: Doing = { words: reading, leftMs: 8_500 }
const listeners: Listener[] = []
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close()
  doing = { words: reading, leftMs: 8_500 }
})

const waitingApp = () =>
  createWaitingApp({ consoleFolder, loopbackOnly: true, newId: () => 'id', doing: () => doing })
const start = async () => {
  const listener = await listenOn({ host: '127.0.0.1', port: 0 }, await waitingApp())
  listeners.push(listener)
  return listener
}

describe('a server that is not open yet', () => {
  it('lives, and says with the status of load balancers what it does and how far it is [promise: answers-from-the-start]', async () => {
    const { url } = await start()
    const health = await fetch(`${url}/healthz`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
    const ready = await fetch(`${url}/readyz`)
    expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '9'])
    expect(await ready.json()).toEqual({ ready: false, checks: { start: reading }, notes: [] })
  })

  it.each([
    ['GET', '/v1/about'],
    ['POST', '/v1/events'],
    ['PUT', '/v1/catalog/tracks'],
    ['GET', '/metrics'],
    ['GET', '/v1/none'],
    ['DELETE', '/readyz'],
  ])(
    'answers %s %s with a problem that says when to ask again [promise: answers-from-the-start]',
    async (method, path) => {
      const { url } = await start()
      const body = method === 'GET' ? null : '{"not": read'
      const answer = await fetch(url + path, {
        method,
        body,
        headers: { 'content-type': 'application/json' },
      })
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '9'])
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({
        code: 'not-open',
        detail: expect.stringContaining('120,000 of 241,775 events'),
        requestId: 'id',
      })
    },
  )

  it('asks to be asked again in a second where nobody knows how long it takes, and never in minutes', async () => {
    const { url } = await start()
    doing = { words: 'The data folder is opened.' }
    expect((await fetch(`${url}/readyz`)).headers.get('retry-after')).toBe('1')
    doing = { words: reading, leftMs: 600_000 }
    expect((await fetch(`${url}/readyz`)).headers.get('retry-after')).toBe('10')
  })

  it('says that it stops where it does, which nobody has to wait for', async () => {
    const { url } = await start()
    doing = { words: 'Segue is stopping.', stops: true }
    const ready = await fetch(`${url}/readyz`)
    expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { stop: doing.words } }])
  })

  it('has the console, which says so itself', async () => {
    const { url } = await start()
    for (const path of ['/', '/tracks/x']) {
      const page = await fetch(url + path)
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div')])
    }
    expect(await (await fetch(`${url}/assets/index-1.js`)).text()).toBe('ask()')
  })

  it('keeps the door: nobody comes in by a name that is not of this machine', async () => {
    const app = await waitingApp()
    const answer = await app.inject({ url: '/readyz', headers: { host: 'evil.example' } })
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'forbidden-host'])
  })

  it('answers noise on the port as the app that comes after it does', async () => {
    const { url } = await start()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.end('NOISE\r\n\r\n')
    const said = await socket.setEncoding('utf8').toArray()
    expect(said.join('')).toMatch(/^HTTP\/1\.1 400 .*not an HTTP\/1\.1 request/s)
  })
})

describe('the listener', () => {
  it('has the next app answer on the same port, and the one before finish what it has begun [promise: stops-whole]', async () => {
    const listener = await start()
    expect((await fetch(`${listener.url}/v1/about`)).status).toBe(503)
    const { app } = await openSampleApp()
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    app.get('/slow', async () => {
      asked.resolve()
      await answer.promise
      return 'done'
    })
    await listener.answerWith(app)
    expect((await fetch(`${listener.url}/v1/about`)).status).toBe(200)
    const slow = fetch(`${listener.url}/slow`)
    await asked.promise
    await listener.answerWith(await waitingApp())
    expect((await fetch(`${listener.url}/v1/about`)).status).toBe(503)
    const closing = listener.close()
    await pause(100)
    answer.resolve()
    expect(await (await slow).text()).toBe('done')
    await closing
  })

  it('tells whoever keeps a connection that it closes, as it stops and not before [promise: stops-whole]', async () => {
    const { app } = await openSampleApp()
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    app.get('/slow', async () => {
      asked.resolve()
      await answer.promise
      return 'done'
    })
    const listener = await listenOn({ host: '127.0.0.1', port: 0 }, app)
    listeners.push(listener)
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1').setEncoding('utf8')
    const said: string[] = []
    const headerOf = () =>
      said
        .splice(0)
        .join('')
        .match(/connection: [a-z-]+/i)?.[0]
        .toLowerCase()
    socket.on('data', (text) => void said.push(String(text)))
    const get = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
    get('/healthz')
    await once(socket, 'data')
    expect(headerOf()).toBe('connection: keep-alive')
    get('/slow')
    await asked.promise
    const closing = listener.close()
    answer.resolve()
    await once(socket, 'end')
    expect(headerOf()).toBe('connection: close')
    await closing
  })

  it('tells so whoever sends on a connection once it stops [promise: stops-whole]', async () => {
    const { app } = await openSampleApp()
    const listener = await listenOn({ host: '127.0.0.1', port: 0 }, app)
    listeners.push(listener)
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1').setEncoding('utf8')
    await once(socket, 'connect')
    // Begun before it stops, or the connection would be idle and closed without a word.
    socket.write('GET /healthz HTTP/1.1\r\n')
    await (await fetch(`${listener.url}/healthz`)).text()
    const closing = listener.close()
    socket.write('host: 127.0.0.1\r\n\r\n')
    const said = (await socket.toArray()).join('')
    expect(said).toMatch(/^HTTP\/1\.1 200 .*connection: close\r\n/is)
    await closing
  })

  it('tells of each error of its sockets, and goes on [promise: stops-whole]', async () => {
    const told: string[] = []
    const onFault = (error: Error) => void told.push(error.message)
    const listener = await listenOn({ host: '127.0.0.1', port: 0 }, await waitingApp(), { onFault })
    listeners.push(listener)
    const servers: unknown[] = []
    const see = (message: unknown) =>
      typeof message === 'object' && message !== null && 'server' in message && servers.push(message.server)
    subscribe('http.server.request.start', see)
    await (await fetch(`${listener.url}/healthz`)).text()
    unsubscribe('http.server.request.start', see)
    const [server] = servers
    if (!(server instanceof Server)) expect.fail('no request was seen')
    for (const reason of ['accept one', 'accept two']) server.emit('error', new Error(reason))
    expect(told).toEqual(['accept one', 'accept two'])
    expect((await fetch(`${listener.url}/healthz`)).status).toBe(200)
  })

  it('closes at once when nothing is under way, kept connections included, and frees the port [promise: stops-whole]', async () => {
    const listener = await start()
    await (await fetch(`${listener.url}/healthz`)).text()
    const before = performance.now()
    await listener.close()
    expect(performance.now() - before).toBeLessThan(2_000)
    await expect(fetch(`${listener.url}/healthz`)).rejects.toThrow()
  })

  it('waits thirty seconds for a request, and looks often enough for that to be about true', () => {
    const { requestTimeout, headersTimeout, connectionsCheckingInterval } = requestTimes
    expect(requestTimeout).toBe(30_000)
    expect(headersTimeout).toBeLessThanOrEqual(requestTimeout)
    expect(connectionsCheckingInterval).toBeLessThanOrEqual(1_000)
  })

  it.each([
    ['headers do', 'GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n'],
    [
      'body does',
      'POST /v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    ],
  ])('answers 408 in time to one whose %s not end', async (_, begun) => {
    const { app } = await openSampleApp()
    const times = {
      ...requestTimes,
      requestTimeout: 200,
      headersTimeout: 200,
      connectionsCheckingInterval: 20,
    }
    const listener = await listenOn({ host: '127.0.0.1', port: 0 }, app, { times })
    listeners.push(listener)
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1')
    socket.write(begun)
    const said = await socket.setEncoding('utf8').toArray()
    expect(said.join('')).toMatch(/^HTTP\/1\.1 408 .*within 30 seconds/s)
  })

  it('answers on all addresses of localhost', async () => {
    const listener = await listenOn({ host: 'localhost', port: 0 }, await waitingApp())
    listeners.push(listener)
    const { port } = new URL(listener.url)
    expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  })
})
