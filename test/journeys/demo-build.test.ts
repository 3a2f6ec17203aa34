import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSqliteEventLog, openSqliteStateStore } from '#adapters/sqlite'
import { createRandom } from '#domain'
import { features } from '#features'
import { logStart } from '#log'
import { aboutOf, createCommandFolder, tracks } from './command-folder.ts'
import { runSegue } from './run-segue.ts'
import { startServer } from './started-server.ts'

/** How a demo is built: without a network, again with other words, and whole after it was stopped or killed at it. */
const { place, library } = createCommandFolder()

describe('the demo without a network', () => {
  it('runs on a generated world, says so, and reuses it', async () => {
    const data = place('offline')
    // Nothing listens there: what is asked of the network is refused at once, on any machine.
    const env = { SEGUE_MIRROR: undefined, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://127.0.0.1:9' }
    const options = { data, env, args: ['--listeners', '6', '--days', '2'] }
    const first = await startServer(options)
    expect(first.log()).toMatch(/can't be had .* invented/)
    const about = await aboutOf(first.url)
    expect(about.catalogue).toEqual({ source: 'generated', tracks: 5_000 })
    expect(await first.stop('SIGINT')).toBe(0)
    const second = await startServer(options)
    expect(second.log()).toMatch(/Built before/)
    expect(await aboutOf(second.url)).toEqual(about)
    await second.stop()
  })
})

describe('a demo that is built', () => {
  it('says on its port how far it is, and when to ask again [promise: answers-from-the-start]', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const address = probe.address()
    const port = address === null || typeof address === 'string' ? expect.fail('no port') : address.port
    probe.close()
    const args = ['--port', `${port}`, '--listeners', '60', '--days', '40']
    const starting = startServer({ library, data: place('asked-meanwhile'), args })
    const heard = new Set<string>()
    while (!heard.has('ready')) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
      const said = answer && (await answer.text())
      if (answer?.status === 503) heard.add(`${said} ${answer.headers.get('retry-after')}`)
      if (answer?.status === 200) heard.add('ready')
      await pause(20)
    }
    const words = [...heard].join('\n')
    expect(words).toMatch(/Tracks are read from the library/)
    expect(words).toMatch(/Simulated listeners listen: \d+ of 40 days, \d+ days?\/s, about \d+ s left/)
    expect(words).toMatch(/The models are trained/)
    await (await starting).stop()
  })
})

describe('a demo that was built', () => {
  it('takes listeners where it has none, refuses to be another once it has some, and is served as what it is', async () => {
    const data = place('asked-again')
    const demo = (...more: string[]) => ['demo', '--library', library, '--data', data, '--port', '0', ...more]
    const start = async (...args: string[]) => {
      const server = await startServer({ library, data, args })
      const { simulated } = await aboutOf(server.url)
      expect(await server.stop()).toBe(0)
      return { log: server.log(), simulated }
    }
    expect((await start()).simulated).toBeNull()
    const added = await start('--listeners', '10', '--days', '5')
    expect(added.log).toMatch(/10 simulated listeners, .* over 5 days/)

    for (const other of [
      ['--listeners', '0'],
      ['--days', '6'],
      ['--seed', 'other'],
    ]) {
      const { code, screen } = await runSegue(demo(...other))
      expect([code, screen]).toEqual([
        2,
        expect.stringMatching(
          `library-\\w+ was built with 10 simulated listeners over 5 days from the seed segue.*without ${other[0]} .*--data.*delete`,
        ),
      ])
    }
    const again = await start()
    expect(again.log).toMatch(/Built before, with 10 simulated listeners over 5 days/)
    expect(again.simulated).toEqual(added.simulated)
    const [built = expect.fail()] = readdirSync(data).filter((name) => name.startsWith('library-'))
    const served = await startServer({ command: 'serve', data: join(data, built) })
    const about = await aboutOf(served.url)
    expect([about.catalogue.source, about.simulated]).toEqual(['library', added.simulated])
    await served.stop()
  })
})

describe('a demo that is stopped or killed while it builds', () => {
  const build = (data: string) => [
    'demo',
    '--library',
    library,
    '--data',
    data,
    '--port',
    '0',
    '--listeners',
    '60',
    '--days',
    '40',
  ]
  const endsAt = Date.UTC(2026, 0, 1)
  /** Fixes the end of the simulated days beforehand, so that every build has the same story to tell. */
  const prepare = (data: string): string => {
    const name = demoFolder(data)
    mkdirSync(name, { recursive: true })
    const state = {
      source: 'library',
      label: 'library.jsonl',
      endsAt,
      listeners: 60,
      days: 40,
      seed: 'segue',
      catalogueDone: false,
      simulated: null,
    }
    writeFileSync(join(name, 'demo.json'), JSON.stringify(state))
    return name
  }
  const demoFolder = (data: string) => join(data, libraryFolder)
  let libraryFolder = ''
  let expected = { tracks: 0, events: 0 }
  let buildMs = 0

  /** What a started demo holds: by its own word, and by the log itself once it has stopped. */
  const holds = async (data: string) => {
    const server = await startServer({ library, data, args: ['--listeners', '60', '--days', '40'] })
    const { catalogue, simulated } = await aboutOf(server.url)
    expect(await server.stop()).toBe(0)
    const log = await openSqliteEventLog({ path: join(demoFolder(data), 'log.db') })
    const events = (await log.lag(logStart)) ?? 0
    await log.close()
    expect(simulated?.events).toBe(events)
    return { tracks: catalogue.tracks, events }
  }

  beforeAll(async () => {
    // The name of a demo's folder is its own affair: one short build tells it.
    const probe = await runSegue(build(place('probe')), { interrupt: () => 'SIGKILL' })
    expect(probe.code).not.toBe(0)
    libraryFolder = readdirSync(place('probe')).find((name) => name.startsWith('library-')) ?? ''
    prepare(place('undisturbed'))
    const startedAt = performance.now()
    expected = await holds(place('undisturbed'))
    buildMs = performance.now() - startedAt
  })

  it('was built undisturbed once, to compare with', () => {
    expect(expected.tracks).toBe(tracks.length)
    expect(expected.events).toBeGreaterThan(3_000)
  })

  it('does not start on a log that is damaged: it ends by itself, says so, and leaves the log as it is', async () => {
    const folder = demoFolder(place('undisturbed'))
    const log = join(folder, 'log.db')
    const sound = readFileSync(log)
    rmSync(join(folder, 'state.db'))
    writeFileSync(log, Buffer.from(sound).fill(0x2a, 8_192, sound.length - 4_096))
    const damaged = readFileSync(log)
    const { code, screen } = await runSegue(['serve', '--data', folder, '--port', '0'])
    expect([code, screen]).toEqual([1, expect.stringMatching(/event log .*damaged[\s\S]*backup/)])
    expect(screen).not.toMatch(/\n\s+at /)
    expect(readFileSync(log).equals(damaged)).toBe(true)
  })

  it('stops cleanly on Ctrl-C with exit code 130, and the next start completes it without doubles', async () => {
    const data = place('stopped')
    prepare(data)
    const { code, screen } = await runSegue(build(data), {
      interrupt: (text) => (/✓ Catalogue/.test(text) ? 'SIGINT' : undefined),
    })
    expect([code, screen]).toEqual([130, expect.stringMatching(/Stopped\. .*start again/)])
    expect(await holds(data)).toEqual(expected)
  })

  it('keeps what it folded where Ctrl-C reaches the process that builds as well, and says so once', async () => {
    const data = place('stopped-late')
    prepare(data)
    const { code, screen } = await runSegue(build(data), {
      interrupt: (text) => (/✓ Listeners/.test(text) ? 'SIGINT' : undefined),
    })
    expect([code, screen.match(/Stopped\. What was done is kept/g)?.length]).toEqual([130, 1])
    const folder = demoFolder(data)
    const log = await openSqliteEventLog({ path: join(folder, 'log.db') })
    const states = openSqliteStateStore({
      path: join(folder, 'state.db'),
      features: features.map(({ id }) => id),
      log: log.identity,
    })
    expect([states.emptied, await log.lag(logStart), await log.lag(states.cursor())]).toEqual([
      undefined,
      expected.events,
      0,
    ])
    await states.close()
    await log.close()
  })

  it('recovers from a kill at any moment of the build [promise: nothing-lost]', async () => {
    const data = place('killed')
    prepare(data)
    const random = createRandom('kill-demo')
    for (let kill = 0; kill < 3; kill++) {
      const killed = await runSegue(build(data), { timeoutMs: buildMs * (0.2 + 0.4 * random.next()) })
      expect(killed.code).toBe(null)
    }
    expect(await holds(data)).toEqual(expected)
  })
})
