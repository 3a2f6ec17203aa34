import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError, instant } from '#domain'
import { runWords as run } from './run-words.sample.ts'

/** A folder that passes for one with data. */
const folder = mkdtempSync(join(tmpdir(), 'segue-start-'))
writeFileSync(join(folder, 'log.db'), '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return address === null || typeof address === 'string' ? expect.fail('no port') : address.port
}

describe('a start', () => {
  it.each(['serve', 'demo'])(
    'answers on its port before %s has opened anything, and leaves it free when that fails [promise: answers-from-the-start]',
    async (command) => {
      const port = await freePort()
      const seen: unknown[] = []
      let now = 0
      const ask = async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
        seen.push({
          status: answer.status,
          again: answer.headers.get('retry-after'),
          body: await answer.json(),
        })
      }
      const started = await run([command, '--port', `${port}`, '--data', folder], {
        clock: () => {
          now += 1_000
          return instant(now)
        },
        buildApart: async (tell) => {
          await ask()
          tell({ words: 'Tracks are read: 7 of 9 tracks, about 3 s left', leftMs: 2_500 })
          await ask()
        },
        openPlatform: async (_folder, onReplay) => {
          await ask()
          onReplay(120_000, 240_000, 'upgraded')
          onReplay(160_000, 240_000, 'upgraded')
          await ask()
          throw new AppError('storage-failed', 'The disk is away. Bring it back.')
        },
        readDemoCatalogue: () => Promise.reject(new AppError('source-unreachable', 'Away.')),
      })
      expect([started.code, started.screen]).toEqual([1, expect.stringContaining('✗ The disk is away')])
      expect(started.screen).toMatch(
        /event log is read again from its start, this once: this Segue works out/,
      )
      const starting = (words: RegExp, again: string) => ({
        status: 503,
        again,
        body: { ready: false, checks: { start: expect.stringMatching(words) } },
      })
      expect(seen).toMatchObject([
        ...(command === 'demo'
          ? [
              starting(/^Segue is starting. The demo is built/, '1'),
              starting(/^Segue is starting. Tracks are read: 7 of 9 tracks, about 3 s left\.$/, '3'),
            ]
          : []),
        starting(/^Segue is starting/, '1'),
        starting(
          /event log is read again, since this Segue works out .*: 160,000 of 240,000 events, 80,000 events\/s, about 1 s left/,
          '1',
        ),
      ])
      await expect(fetch(`http://127.0.0.1:${port}/readyz`)).rejects.toThrow()
    },
  )
})
