import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchFreemusicc } from './fetch-freemusicc.ts'

const contents: Readonly<Record<string, string>> = {
  'releases.csv': 'id\nr1\n',
  'tracks.csv': 'id,title\nr1,A\n',
}
const files = Object.entries(contents).map(([name, content]) => ({
  name,
  sha256: createHash('sha256').update(content).digest('hex'),
}))

let folder: string
let server: Server
let answer: RequestListener
let asked: string[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'segue-fetch-'))
  asked = []
  answer = (request, response) => response.end(contents[nameOf(request.url)])
  server = createServer((request, response) => {
    asked.push(nameOf(request.url))
    answer(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  rmSync(folder, { recursive: true, force: true })
})

const nameOf = (url: string | undefined): string => url?.split('/').at(-1) ?? ''

/** The real `fetch`, with the public home played by a server of this test. */
const fetchHere: typeof globalThis.fetch = (input, init) => {
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return fetch(`http://127.0.0.1:${port}${new URL(String(input)).pathname}`, init)
}
const cacheFolder = () => join(folder, 'cache')
const get = (options: Partial<Parameters<typeof fetchFreemusicc>[0]> = {}) =>
  fetchFreemusicc({ cacheFolder: cacheFolder(), fetch: fetchHere, files, ...options })

describe('fetchFreemusicc', () => {
  it('downloads once, and then reads what it kept', async () => {
    expect(await get()).toBe(cacheFolder())
    expect(asked).toEqual(['releases.csv', 'tracks.csv'])
    expect(readFileSync(join(cacheFolder(), 'tracks.csv'), 'utf8')).toBe(contents['tracks.csv'])
    await get()
    expect(asked).toHaveLength(2)
    expect(readdirSync(cacheFolder()).sort()).toEqual(['releases.csv', 'tracks.csv'])
  })

  it('downloads again what was damaged', async () => {
    await get()
    writeFileSync(join(cacheFolder(), 'tracks.csv'), 'half')
    await get()
    expect(asked).toEqual(['releases.csv', 'tracks.csv', 'tracks.csv'])
  })

  it('takes the mirror where it has both files, without asking anyone', async () => {
    mkdirSync(join(folder, 'mirror/freemusicc'), { recursive: true })
    for (const [name, content] of Object.entries(contents)) {
      writeFileSync(join(folder, 'mirror/freemusicc', name), content)
    }
    expect(await get({ mirror: join(folder, 'mirror') })).toBe(join(folder, 'mirror/freemusicc'))
    expect(asked).toEqual([])
    writeFileSync(join(folder, 'mirror/freemusicc/tracks.csv'), 'other')
    await expect(get({ mirror: join(folder, 'mirror') })).rejects.toMatchObject({ code: 'hash-mismatch' })
  })

  it('downloads where the mirror is not there', async () => {
    expect(await get({ mirror: join(folder, 'no mirror') })).toBe(cacheFolder())
  })

  it('tries twice, then says that it cannot be reached', async () => {
    let answers = 0
    answer = (request, response) => {
      answers += 1
      if (answers === 1) response.writeHead(503).end()
      else response.end(contents[nameOf(request.url)])
    }
    await get()
    expect(asked).toEqual(['releases.csv', 'releases.csv', 'tracks.csv'])
    rmSync(cacheFolder(), { recursive: true })
    answer = (_, response) => response.writeHead(404).end()
    await expect(get()).rejects.toMatchObject({
      code: 'source-unreachable',
      message: expect.stringContaining('404'),
    })
  })

  it('keeps nothing of what is not the pinned data', async () => {
    answer = (_, response) => response.end('something else')
    await expect(get()).rejects.toMatchObject({ code: 'hash-mismatch' })
    expect(readdirSync(cacheFolder())).toEqual([])
  })

  it('does not wait for ever, nor swallow without end', async () => {
    answer = () => undefined
    await expect(get({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'source-unreachable' })
    answer = (_, response) => {
      const piece = Buffer.alloc(1024 * 1024)
      const more = (): void => {
        if (!response.destroyed) response.write(piece, more)
      }
      more()
    }
    await expect(get()).rejects.toMatchObject({ code: 'source-unreachable' })
  })

  it('stops when told to', async () => {
    const stop = new AbortController()
    answer = () => stop.abort()
    await expect(get({ signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked).toHaveLength(1)
  })

  it('says so when there is no network', async () => {
    const down: typeof globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'))
    await expect(get({ fetch: down })).rejects.toMatchObject({ code: 'source-unreachable' })
  })
})
