import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sampleMp3 } from '../../src/adapters/files/sample-audio.ts'
import { type Ask, createAsking } from './asking.ts'
import { type StartedServer, startServer } from './started-server.ts'

/** A folder of music that changes under a running server, as it is seen over HTTP. */
const base = mkdtempSync(join(tmpdir(), 'segue-http-library-'))
const music = join(base, 'music')
const put = (name: string, title: string, frames = 200) =>
  writeFileSync(join(music, name), sampleMp3(frames, { TIT2: title, TPE1: `${title} Band` }))

const tracksSchema = z.object({
  tracks: z.array(z.object({ id: z.string(), title: z.string(), audioUrl: z.string().optional() })),
})
const scansSchema = z.object({
  libraries: z.tuple([z.looseObject({ withdrawn: z.number(), failed: z.string().optional() })]),
})

describe('a library over HTTP', () => {
  let server: StartedServer
  let ask: Ask
  beforeAll(async () => {
    renameSync(mkdtempSync(join(base, 'new-')), music)
    put('a.mp3', 'Apple')
    put('b.mp3', 'Birch')
    put('c.mp3', 'Cedar')
    server = await startServer({ library: music, args: ['--listeners', '0'] })
    ask = (await createAsking(server.url)).ask
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(base, { recursive: true, force: true })
  })

  const tracks = async () => tracksSchema.parse((await ask('GET', '/v1/tracks?order=title')).body).tracks
  const titles = async () => (await tracks()).map(({ title }) => title)
  const named = async (title: string) => {
    const found = (await tracks()).find((track) => track.title === title)
    if (found === undefined) throw new Error(`${title} is not served`)
    return found
  }
  const scan = async () => {
    const { status, body } = await ask('POST', '/v1/library/scan')
    expect(status).toBe(200)
    return scansSchema.parse(body).libraries[0]
  }
  const say = (type: string, trackId: string) => {
    const event = { id: `${type}/${trackId}`, type, at: Date.now(), listenerId: 'ann', trackId }
    return ask('POST', '/v1/events', { body: [event] })
  }

  it('adds, changes and withdraws tracks when asked, and keeps what was said of them [promise: library-followed]', async () => {
    const [apple, birch] = [await named('Apple'), await named('Birch')]
    await say('track.played', birch.id)
    await say('track.liked', birch.id)
    rmSync(join(music, 'b.mp3'))
    put('a.mp3', 'Apples')
    put('d.mp3', 'Dogwood')
    await scan()
    expect(await titles()).toEqual(['Apples', 'Cedar', 'Dogwood'])
    expect((await named('Apples')).id).toBe(apple.id)
    expect((await ask('GET', `/v1/tracks/${birch.id}`)).status).toBe(404)
    expect((await ask('GET', `/v1/tracks/${birch.id}/audio`)).status).toBe(404)
    expect((await ask('GET', '/v1/listeners/ann/home')).text).not.toContain(birch.id)
    const { audioUrl = '' } = await named('Dogwood')
    expect((await ask('GET', audioUrl)).text.slice(0, 3)).toBe('ID3')

    put('b.mp3', 'Birch')
    await scan()
    expect((await named('Birch')).id).toBe(birch.id)
    for (const said of ['likes', 'history']) {
      expect((await ask('GET', `/v1/listeners/ann/${said}`)).text).toContain(birch.id)
    }
  })

  it('sees what changes by itself', async () => {
    put('e.mp3', 'Elder')
    await expect.poll(titles, { timeout: 30_000, interval: 500 }).toContain('Elder')
    rmSync(join(music, 'e.mp3'))
    await expect.poll(titles, { timeout: 30_000, interval: 500 }).not.toContain('Elder')
  })

  it('keeps its tracks while the folder is away, says so without its path, and goes on when it is back', async () => {
    const before = await titles()
    renameSync(music, `${music}-away`)
    const { failed } = await scan()
    expect(failed).toMatch(/nothing there/)
    expect(failed).not.toContain(base)
    expect(await titles()).toEqual(before)
    const { audioUrl = '' } = await named('Cedar')
    expect((await ask('GET', audioUrl)).status).toBe(404)
    expect((await ask('GET', '/v1/listeners/ann/home')).status).toBe(200)
    renameSync(`${music}-away`, music)
    expect(await scan()).toMatchObject({ added: 0, withdrawn: 0, unchanged: before.length })
    expect((await ask('GET', audioUrl)).status).toBe(200)
    put('f.mp3', 'Fir')
    await scan()
    expect(await titles()).toContain('Fir')
  })

  it('is noted while it is away, without its path, and watched again once it is back', async () => {
    const notes = async () => {
      const { body, text } = await ask('GET', '/readyz')
      expect(text).not.toContain(base)
      return z.object({ ready: z.literal(true), notes: z.array(z.string()) }).parse(body).notes
    }
    const patience = { timeout: 30_000, interval: 500 }
    expect(await notes()).toEqual([])
    renameSync(music, `${music}-away`)
    await expect.poll(notes, patience).toEqual([expect.stringMatching(/read now: music\./)])
    put('../music-away/g.mp3', 'Gorse')
    renameSync(`${music}-away`, music)
    await expect.poll(titles, patience).toContain('Gorse')
    expect(await notes()).toEqual([])
    put('h.mp3', 'Hazel')
    await expect.poll(titles, patience).toContain('Hazel')
  })
})
