import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { createFilesArtifactStore, createMemoryArtifactStore } from '#adapters/artifacts'
import { runApart } from '#adapters/processes'
import { openEventLogReader, readSqliteCatalog } from '#adapters/sqlite'
import { instant } from '#domain'
import { logStart } from '#log'
import { createRegistry, createTrainer } from '#models'
import { createRawAsk, ndjson } from './asking.ts'
import { startServer } from './started-server.ts'

/**
 * A real server and the real process that trains for it. That process is held still with a signal where a test
 * wants to find it at work: waiting for the right moment would find it or not, as the machine pleases.
 */
const data = mkdtempSync(join(tmpdir(), 'segue-training-apart-'))
/** A process that is held still does not notice that it should end. */
const held = new Set<number>()
afterAll(() => {
  for (const pid of held) if (lives(pid)) process.kill(pid, 'SIGKILL')
  rmSync(data, { recursive: true, force: true })
})
const start = () => startServer({ command: 'serve', data })

const tracks = Array.from({ length: 60 }, (_, index) => ({
  id: `track-${index}`,
  title: `Song ${index}`,
  artists: [{ id: `artist-${index % 9}`, name: `Artist ${index % 9}` }],
  tags: [['folk', 'jazz', 'ambient'][index % 3] ?? 'folk'],
  durationMs: 200_000,
}))
const plays = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${name}-${index}`,
    type: 'track.played',
    at: Date.UTC(2026, 9, 1) + index * 60_000,
    listenerId: `listener-${index % 7}`,
    trackId: `track-${(index * index) % 60}`,
  }))

/** A process that exists and is no corpse that nobody has looked at yet. */
const lives = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The process that trains for a server, held still; waits for one. */
const trainerOf = (server: number): Promise<number> =>
  vi.waitFor(
    () => {
      const found = readdirSync('/proc').find((pid) => {
        if (!/^\d+$/.test(pid)) return false
        try {
          const isChild = new RegExp(`^PPid:\\s+${server}$`, 'm').test(
            readFileSync(`/proc/${pid}/status`, 'utf8'),
          )
          return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--apart')
        } catch {
          return false
        }
      })
      if (found === undefined) throw new Error('Nothing trains.')
      process.kill(Number(found), 'SIGSTOP')
      held.add(Number(found))
      return Number(found)
    },
    { timeout: 60_000, interval: 10 },
  )

const currentModels = async () => {
  const registry = createRegistry(createFilesArtifactStore(join(data, 'models')))
  return (await registry.current()).map(({ sha256 }) => sha256)
}

describe.skipIf(process.platform !== 'linux')('a server whose models are trained by another process', () => {
  it('answers while that process stands still, and goes on when it is killed, and when it goes the server does not wait [promise: training-apart]', async () => {
    const server = await start()
    const ask = createRawAsk(server.url)
    const served = await currentModels()
    await ask('PUT', '/v1/catalog/tracks', ndjson(tracks))
    await ask('POST', '/v1/events', ndjson(plays('first', 900)))
    const trainer = await trainerOf(server.pid)
    const next = () => ask('GET', '/v1/listeners/listener-1/home')
    expect((await next()).status).toBe(200)
    process.kill(trainer, 'SIGKILL')
    await vi.waitFor(() => expect(server.log()).toMatch(/"code":"training-failed".*ended by SIGKILL/), 20_000)
    expect((await next()).status).toBe(200)
    expect(await currentModels()).toEqual(served)
    expect(server.log()).not.toMatch(/listener-\d/)
    // Tried again, and stopped with the server.
    const again = await trainerOf(server.pid)
    const stopped = server.stop()
    process.kill(again, 'SIGCONT')
    expect(await stopped).toBe(0)
    expect(lives(again)).toBe(false)
    expect(await currentModels()).toEqual(served)
  })

  it('is told by that process, and by its exit code, that it failed', async () => {
    const main = join(import.meta.dirname, '../../src/main.ts')
    const heard: unknown[] = []
    const ended = await runApart({
      args: [main, 'train', '--apart', 'models', '--data', join(data, 'none')],
      signal: new AbortController().signal,
      hear: (message) => heard.push(message),
    })
    expect([ended.code, heard]).toEqual([1, [expect.objectContaining({ kind: 'failed' })]])
  })

  it('takes that process along when it is killed [promise: training-apart]', async () => {
    const server = await start()
    await createRawAsk(server.url)('PUT', '/v1/catalog/tracks', ndjson(tracks.slice(0, 1)))
    const trainer = await trainerOf(server.pid)
    await server.stop('SIGKILL')
    expect(lives(trainer)).toBe(true)
    process.kill(trainer, 'SIGCONT')
    await vi.waitFor(() => expect(lives(trainer)).toBe(false), 20_000)
  })

  it('has the models that training in one process makes, byte for byte [promise: same-training]', async () => {
    rmSync(join(data, 'models'), { recursive: true, force: true })
    // As a training leaves it that is killed.
    const draft = join(data, 'models', 'unfinished-draft')
    mkdirSync(draft, { recursive: true })
    const server = await start()
    expect(await server.stop()).toBe(0)
    expect(existsSync(draft)).toBe(false)
    const log = openEventLogReader(join(data, 'log.db'))
    expect(await log.lag(logStart)).toBeGreaterThanOrEqual(900)
    const here = createTrainer({
      log,
      catalog: readSqliteCatalog(join(data, 'catalogue.db')),
      registry: createRegistry(createMemoryArtifactStore()),
      clock: () => instant(Date.now()),
    })
    const manifests = await here(() => {}, new AbortController().signal)
    log.close()
    expect(await currentModels()).toEqual(manifests.map(({ sha256 }) => sha256))
  })
})
