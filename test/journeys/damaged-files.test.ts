import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createRawAsk } from './asking.ts'
import { runSegue } from './run-segue.ts'
import { type StartedServer, startServer } from './started-server.ts'

/** `docs/runbooks/damaged-log-or-catalogue.md`, step by step, on a server as a visitor starts it. */
const root = mkdtempSync(join(tmpdir(), 'segue-runbook-'))
const data = join(root, 'data')
const backup = join(root, 'backup')
const inData = (name: string) => join(data, name)
let server: StartedServer | undefined
afterAll(async () => {
  await server?.stop()
  rmSync(root, { recursive: true, force: true })
})

const started = async () => {
  server = await startServer({ command: 'serve', data })
  return { ask: createRawAsk(server.url), log: server.log }
}
const stopped = async () => {
  const code = await server?.stop()
  server = undefined
  return code
}
const start = () => runSegue(['serve', '--data', data, '--port', '0'])

/** Everything but the beginning, so that the file still passes for what it was. */
const damage = (name: string): void => {
  const bytes = readFileSync(inData(name))
  writeFileSync(inData(name), bytes.fill(0x5a, Math.min(16_384, Math.floor(bytes.length / 4))))
}

/** As the page says: all of the file's parts. */
const moveAside = (name: string): void => {
  const aside = mkdtempSync(join(root, 'aside-'))
  for (const part of readdirSync(data).filter((file) => file.startsWith(name)))
    renameSync(inData(part), join(aside, part))
}

/** Aside with it, and the backup in its place. */
const restore = (name: string): void => {
  moveAside(name)
  copyFileSync(join(backup, name), inData(name))
}

const song = (id: string, title: string) => ({ id, title, artists: [`Artist of ${title}`] })
const play = (id: string) => ({
  id,
  type: 'track.played',
  at: new Date().toISOString(),
  listenerId: 'ann',
  trackId: 'first',
  playedMs: 200_000,
})
const many = Array.from({ length: 300 }, (_, index) => song(`song-${index}`, `Filler ${index}`))

beforeAll(async () => {
  mkdirSync(backup)
  const { ask } = await started()
  await ask('PUT', '/v1/catalog/tracks', { body: [song('first', 'Firstborn'), ...many] })
  await ask('POST', '/v1/events', { body: play('kept') })
  for (const name of ['log.db', 'catalogue.db']) {
    const database = new DatabaseSync(inData(name))
    database.exec(`VACUUM INTO '${join(backup, name)}'`)
    database.close()
  }
  await ask('POST', '/v1/events', { body: [play('later'), ...many.map(({ id }) => play(id))] })
  await stopped()
})

it('a log damaged in its middle is salvaged: the newest events are there too, which the backup has not [promise: log-salvaged]', async () => {
  const pages = new DatabaseSync(inData('log.db'), { readOnly: true })
  const leaves = pages
    .prepare("SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path")
    .all()
  const { page_size: size } = pages.prepare('PRAGMA page_size').get() ?? {}
  pages.close()
  const from = (Number(leaves[Math.floor(leaves.length / 2)]?.pageno) - 1) * Number(size)
  const bytes = readFileSync(inData('log.db'))
  writeFileSync(inData('log.db'), bytes.fill(0x5a, from, from + Number(size)))
  const salvage = ['log', 'salvage', '--data', data, '--backup', join(backup, 'log.db')]
  const { code, out } = await runSegue(salvage)
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/Events known to be lost: [1-9]\d?\nBlocks and ratings may/),
  ])
  moveAside('log.db')
  renameSync(inData('salvaged-log.db'), inData('log.db'))
  // The states of before were left beside it: they are folded again, all of them.
  const { ask, log } = await started()
  expect(log()).toMatch(/Catching up [23]\d\d events folded/)
  expect((await ask('GET', '/readyz')).body).toMatchObject({ ready: true, notes: [] })
  expect((await ask('GET', '/v1/listeners/ann/history?limit=1')).body).toMatchObject({
    plays: [{ id: 'song-299' }],
  })
  await stopped()
})

it('a damaged log ends the start with what to do; with the backup in its place everything up to it is there', async () => {
  damage('log.db')
  rmSync(inData('state.db'))
  const { code, screen } = await start()
  expect([code, screen]).toEqual([1, expect.stringMatching(/✗ The event log \(log\.db\) is damaged.*backup/)])
  expect(screen).not.toMatch(/\n\s+at /)
  restore('log.db')
  const { ask } = await started()
  expect((await ask('GET', '/readyz')).body).toMatchObject({ ready: true, notes: [] })
  expect((await ask('GET', '/v1/listeners/ann/history')).body).toMatchObject({ plays: [{ id: 'kept' }] })
  await ask('POST', '/v1/events', { body: [play('after'), ...many.map(({ id }) => play(id))] })
  expect(await stopped()).toBe(0)
})

it('a log that was emptied ends the start too; a backup that ends earlier is told', async () => {
  truncateSync(inData('log.db'))
  const { code, screen } = await start()
  expect([code, screen]).toEqual([
    1,
    expect.stringMatching(/✗ .*\(log\.db\) is empty.*folded before.*backup/),
  ])
  restore('log.db')
  const { ask, log } = await started()
  expect(log()).toMatch(/does not hold what was folded last: a backup was put back/)
  expect((await ask('GET', '/v1/listeners/ann/history')).body).toMatchObject({ plays: [{ id: 'kept' }] })
})

it('a log damaged or deleted under a running server is noted, and takes nothing that would be lost', async () => {
  const ask = createRawAsk(server?.url ?? '')
  await ask('POST', '/v1/events', { body: many.map(({ id }) => play(id)) })
  rmSync(inData('log.db'))
  expect((await ask('POST', '/v1/events', { body: play('lost') })).status).toBe(503)
  expect(await ask('GET', '/readyz')).toMatchObject({
    status: 503,
    body: { ready: false, checks: { log: expect.stringMatching(/was deleted.*backup/) } },
  })
  await stopped()
  restore('log.db')
})

it('a damaged catalogue serves from memory, notes what to do, and is whole again from its backup', async () => {
  const { ask } = await started()
  damage('catalogue.db')
  expect((await ask('GET', '/v1/search?q=firstborn')).status).toBe(503)
  await vi.waitFor(async () => {
    const { body } = await ask('GET', '/readyz')
    expect(body).toMatchObject({ ready: true, notes: [expect.stringMatching(/can not be copied.*backup/)] })
  })
  expect((await ask('GET', '/v1/listeners/ann/home')).status).toBe(200)
  await stopped()
  const { code, screen } = await start()
  expect([code, screen]).toEqual([1, expect.stringMatching(/✗ .*\(catalogue\.db\) is damaged.*backup/)])
  restore('catalogue.db')
  const again = await started()
  expect((await again.ask('GET', '/readyz')).body).toMatchObject({ ready: true, notes: [] })
  expect((await again.ask('GET', '/v1/search?q=firstborn')).body).toMatchObject({ tracks: [{ id: 'first' }] })
})
