import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { createFilesArtifactStore } from '#adapters/artifacts'
import { openSqliteCatalogStore, openSqliteEventLog, openSqliteStateStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, dayMs, eventId, instant, listenerId, requestId, sessionId } from '#domain'
import {
  aggregateFeatures,
  features as allFeatures,
  blocked,
  entity,
  listenerPlays,
  openAggregates,
  openFeatures,
  sessionListener,
} from '#features'
import { logStart } from '#log'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'
import { home } from '#surfaces'
import { generateWorld } from '#world'

/**
 * A listener is taken out of a running server on files: no byte of a name is left in its folder, in whichever moment the
 * process is killed and started again, and what everybody did with each track is what it was.
 */
const root = mkdtempSync(join(tmpdir(), 'segue-redacted-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const now = instant(Date.UTC(2026, 0, 2))
const ann = listenerId('ann-who-leaves')
const annsSession = sessionId('session-of-ann-who-leaves')
const world = generateWorld({
  tracks: 60,
  listeners: 5,
  days: 2,
  seed: 'redacted',
  endsAt: instant(now - dayMs),
})

/** Told before each part of a redaction does its own. */
type Tell = (part: string) => void

const watched = <Part extends object>(part: Part, names: readonly string[], name: string, tell: Tell): Part =>
  new Proxy(part, {
    get: (target, key) => {
      if (names.includes(String(key))) tell(`${name}.${String(key)}`)
      return Reflect.get(target, key, target)
    },
  })

const openAt = async (folder: string, tell: Tell = () => {}) => {
  const onFault = (thrown: unknown) => {
    throw thrown
  }
  const at = (name: string) => join(folder, name)
  const eventLog = await openSqliteEventLog({ path: at('log.db') })
  const log = watched(eventLog, ['redact', 'endRedaction', 'wipe'], 'log', tell)
  const catalogStore = openSqliteCatalogStore({ path: at('catalogue.db') })
  const catalog = openCatalog(catalogStore)
  const statesIn = (file: string, features: typeof allFeatures) => () =>
    openSqliteStateStore({ path: at(file), features: features.map(({ id }) => id), log: eventLog.identity })
  const openStore = statesIn('state.db', allFeatures)
  const features = await openFeatures({ openStore, features: allFeatures, log, onFault })
  const aggregates = await openAggregates({
    openStore: statesIn('aggregates.db', aggregateFeatures),
    catalog,
    onFault,
  })
  let ids = 0
  const assembled = await assembleServices({
    log,
    catalog,
    features: watched(features, ['wipe'], 'features', tell),
    aggregates: watched(aggregates, ['forget'], 'followers', tell),
    registry: createRegistry(createFilesArtifactStore(at('models'))),
    clock: () => now,
    newId: () => `id-${ids++}`,
    stopwatch: () => 0,
    version: '0.0.0',
    onFault,
  })
  await assembled.followers.caughtUp()
  /** What everybody did with each track, to the last bit. */
  const crowd = () =>
    [...catalog.tracks()].map(({ key }) => [aggregates.plays(key, now), aggregates.skips(key, now)])
  const close = async () => {
    await assembled.followers.close()
    await features.close()
    catalogStore.close()
    await eventLog.close()
  }
  return { ...assembled, log: eventLog, catalog, features, crowd, close }
}
type Opened = Awaited<ReturnType<typeof openAt>>

/** Everybody listens; Ann also begins a session, hates somebody and is shown a home. */
const live = async ({ services, catalog, serving, followers }: Opened): Promise<void> => {
  await catalog.upsert(world.tracks)
  for (const batch of world.events(1_000)) await services.intake.acceptValues(batch)
  const said = { at: instant(now - 1_000), listenerId: ann }
  const target = { kind: 'artist', id: 'hated by ann-who-leaves' } as const
  const seed = { kind: 'tag', id: 'loved by ann-who-leaves' } as const
  await services.journal.append([
    { event: { ...said, type: 'listener.blocked', id: eventId('ann-who-leaves-b'), target } },
    {
      event: {
        ...said,
        type: 'session.started',
        id: eventId('ann-who-leaves-s'),
        sessionId: annsSession,
        seed,
      },
    },
  ])
  const heard = world.tracks.slice(0, 30).map(({ id }, number) => ({
    ...said,
    type: number % 4 === 0 ? 'track.skipped' : 'track.played',
    ...(number % 4 === 0 && { positionMs: 2_000 }),
    id: `ann-who-leaves-${number}`,
    at: now - 60_000 * (40 - number),
    trackId: id,
    sessionId: annsSession,
  }))
  expect((await services.intake.acceptValues(heard)).refused).toEqual([])
  await followers.caughtUp()
  await serving.train(() => {}, new AbortController().signal)
  const reads = await services.readsFor(ann, now)
  const asking = { requestId: requestId('ann-who-leaves-home'), listenerId: ann, asOf: now, limit: 10 }
  await services.serve(home.ask(asking, reads), reads)
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())

const namingAnn = (folder: string): readonly string[] =>
  filesIn(folder).filter((path) => /ann-who-leaves/.test(readFileSync(path, 'latin1')))

test('what is asked for while its listener is taken out is not stored, and not shown to whoever comes by that name [promise: listener-redacted]', {
  timeout: 120_000,
}, async () => {
  for (const turns of [0, 1, 4, 8, 10, 12]) {
    const folder = join(root, `asked-${turns}`)
    const server = await openAt(folder, () => {})
    await live(server)
    const { services, redact } = server
    const reads = await services.readsFor(ann, now)
    const asking = { requestId: requestId(`late-${turns}`), listenerId: ann, asOf: now, limit: 10 }
    const question = home.ask(asking, reads)
    const asked = services.serve(question, reads).then(
      () => 'served',
      (thrown: unknown) => (thrown instanceof AppError ? thrown.code : 'bug'),
    )
    for (let turn = 0; turn < turns; turn++) await nextTurn()
    await redact([ann])
    expect(['served', 'overloaded']).toContain(await asked)
    // What is known of listeners is amiss, and so the last good slate would be served.
    const amiss = new AppError('states-damaged', 'A test says so.')
    const later = { ...(await services.readsFor(undefined, now)), amiss }
    const again = home.ask({ ...asking, requestId: requestId(`again-${turns}`) }, later)
    expect((await services.serve(again, later)).tier, `after ${turns} turns`).toBe('popular')
    await redact([ann])
    expect(namingAnn(folder), `after ${turns} turns`).toEqual([])
    await server.close()
    expect(namingAnn(folder), `closed, after ${turns} turns`).toEqual([])
  }
})

test('a listener who is taken out leaves no byte of a name in the folder, whenever it is killed [promise: listener-redacted]', {
  timeout: 240_000,
}, async () => {
  const folder = join(root, 'served')
  const cuts: string[] = []
  const killed: string[] = []
  const server = await openAt(folder, (part) => {
    if (cuts.includes(part)) return
    cuts.push(part)
    killed.push(join(root, `killed-at-${part}`))
    cpSync(folder, killed.at(-1) ?? '', { recursive: true })
  })
  await live(server)
  const before = server.crowd()
  const events = await server.log.lag(logStart)
  const naming = namingAnn(folder).map((path) => path.slice(folder.length + 1))
  expect(naming.filter((path) => path.startsWith('log.db'))).not.toEqual([])
  expect(naming.filter((path) => path.startsWith('models/'))).not.toEqual([])
  await server.redact([ann])
  expect(namingAnn(folder)).toEqual([])
  expect(server.crowd()).toEqual(before)
  expect(await server.log.lag(logStart)).toBe(events)
  const owner = entity('listener', ann)
  expect([
    ...server.features.entries(listenerPlays, owner),
    ...server.features.entries(blocked, owner),
  ]).toEqual([])
  expect([...server.features.entries(sessionListener, entity('session', annsSession))]).toEqual([])
  await server.close()
  expect(namingAnn(folder)).toEqual([])
  expect(cuts).toEqual(['followers.forget', 'log.redact', 'log.endRedaction', 'features.wipe', 'log.wipe'])
  for (const copy of killed) {
    const again = await openAt(copy)
    // With the name forgotten nobody can ask for it again: the start has to do what is left.
    if (/wipe$/.test(copy)) await expect.poll(() => namingAnn(copy), { timeout: 10_000 }).toEqual([])
    else await again.redact([ann])
    expect(again.crowd(), copy).toEqual(before)
    await again.close()
    expect(namingAnn(copy), copy).toEqual([])
  }
  for (const states of filesIn(folder).filter((path) => /state\.db|aggregates\.db/.test(path))) rmSync(states)
  const replayed = await openAt(folder)
  expect(replayed.crowd()).toEqual(before)
  await replayed.close()
})
