import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { createFilesArtifactStore } from '#adapters/artifacts'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore, openSqliteEventLog, openSqliteStateStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, dayMs, eventId, instant, listenerId, requestId, sessionId } from '#domain'
import {
  aggregateFeatures,
  features as allFeatures,
  blocked,
  createFeatures,
  entity,
  listenerPlays,
  openAggregates,
  openFeatures,
  replay,
  type StateStore,
  sessionListener,
} from '#features'
import { logStart } from '#log'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'
import { home } from '#surfaces'
import { generateWorld } from '#world'
import { allEvents } from '../../src/log/event-log.sample.ts'

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
  const log = watched(eventLog, ['beginRedaction', 'redact', 'endRedaction', 'wipe'], 'log', tell)
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
    features: watched(features, ['forget', 'wipe'], 'features', tell),
    aggregates: watched(aggregates, ['forget', 'wipe'], 'followers', tell),
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
  await followers.save()
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

/** What is kept of ann in process. */
const knownOfAnn = async ({ features, services }: Opened) => {
  const owner = entity('listener', ann)
  const { listener } = await services.readsFor(ann, now)
  return {
    plays: [...features.entries(listenerPlays, owner)].length,
    blocks: [...features.entries(blocked, owner)].length,
    session: [...features.entries(sessionListener, entity('session', annsSession))].length,
    laidOut: [listener?.recentKeys(99).length, listener?.blocks.size],
  }
}
const nothing = { plays: 0, blocks: 0, session: 0, laidOut: [0, 0] }

const rowsIn = (store: StateStore, owners: Iterable<string>): readonly string[] =>
  [...owners]
    .flatMap((owner) => store.loadNow(owner))
    .map((row) => [row.owner, row.feature, row.about, Float64Array.from(row.state)].join(' '))
    .sort()

/** The states in a folder that nobody serves, and those that its log gives. */
const savedAndReplayed = async (folder: string, owners: Iterable<string>) => {
  const names = [...owners]
  const [path, features] = [join(folder, 'state.db'), allFeatures.map(({ id }) => id)]
  const log = await openSqliteEventLog({ path: join(folder, 'log.db') })
  const saved = openSqliteStateStore({ path, features, log: log.identity })
  const fresh = createMemoryStateStore()
  await replay(log, createFeatures({ store: fresh, features: allFeatures }))
  const found = [rowsIn(saved, names), rowsIn(fresh, names)]
  await saved.close()
  await log.close()
  return found
}

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

test('what was read of a listener before they were taken out is refused where it would be stored after [promise: listener-redacted]', async () => {
  const folder = join(root, 'read-before')
  const server = await openAt(folder)
  await live(server)
  const { services, redact } = server
  const reads = await services.readsFor(ann, now)
  const asking = { requestId: requestId('read-before'), listenerId: ann, asOf: now, limit: 10 }
  const question = home.ask(asking, reads)
  await redact([ann])
  await expect(services.serve(question, reads)).rejects.toMatchObject({ code: 'overloaded' })
  expect(namingAnn(folder)).toEqual([])
  await server.close()
  expect(namingAnn(folder)).toEqual([])
})

test('a listener who is taken out leaves no byte of a name in the folder, whenever it is killed, and the next start goes on alone [promise: listener-redacted]', {
  timeout: 240_000,
}, async () => {
  const folder = join(root, 'served')
  const cuts: string[] = []
  const server = await openAt(folder, (part) => {
    if (cuts.includes(part)) return
    cuts.push(part)
    cpSync(folder, join(root, `killed-at-${part}`), { recursive: true })
  })
  await live(server)
  const before = server.crowd()
  const known = await knownOfAnn(server)
  expect(known).toMatchObject({ blocks: 1, session: 1, laidOut: [22, 0] })
  const events = await allEvents(server.log)
  const owners = new Set(
    events.flatMap(({ event }) => allFeatures.flatMap((one) => one.keys(event).map(({ owner }) => owner))),
  )
  const naming = namingAnn(folder).map((path) => path.slice(folder.length + 1))
  for (const part of ['log.db', 'aggregates.db', 'models/'])
    expect(naming.filter((path) => path.startsWith(part))).not.toEqual([])
  await server.redact([ann])
  expect(namingAnn(folder)).toEqual([])
  expect(server.crowd()).toEqual(before)
  expect(await server.log.lag(logStart)).toBe(events.length)
  expect(await knownOfAnn(server)).toEqual(nothing)
  await server.close()
  expect(namingAnn(folder)).toEqual([])
  expect(cuts).toEqual([
    'log.beginRedaction',
    'features.forget',
    'followers.forget',
    'log.redact',
    'log.endRedaction',
    'features.wipe',
    'followers.wipe',
    'log.wipe',
  ])
  for (const cut of cuts) {
    const copy = join(root, `killed-at-${cut}`)
    const isBegun = cut !== 'log.beginRedaction'
    // Nobody asks for it again: the start has to do what is left, and nothing is told of her before it has.
    const again = await openAt(copy)
    expect(await knownOfAnn(again), cut).toEqual(isBegun ? nothing : known)
    const isOwed = async () => (await again.log.redacting()).length > 0 || (await again.log.wipeOwed())
    await expect.poll(isOwed, { timeout: 10_000 }).toBe(false)
    expect(await knownOfAnn(again), cut).toEqual(isBegun ? nothing : known)
    expect(again.crowd(), cut).toEqual(before)
    await again.close()
    expect(namingAnn(copy).length > 0, cut).toBe(!isBegun)
    const [saved, replayed] = await savedAndReplayed(copy, owners)
    expect(saved, cut).toEqual(replayed)
  }
  for (const states of filesIn(folder).filter((path) => /state\.db|aggregates\.db/.test(path))) rmSync(states)
  const replayed = await openAt(folder)
  expect(replayed.crowd()).toEqual(before)
  await replayed.close()
})
