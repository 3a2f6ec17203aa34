import { expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { AppError, instant, listenerId, sessionId, trackId } from '#domain'
import { type Cursor, cursor, type EventLog, logStart } from '#log'
import { createCoOccurrence } from './co-occurrence/co-occurrence.ts'
import { createPopularity } from './popularity/popularity.ts'
import { createRegistry } from './registry.ts'
import { sampleCatalog, sampleEvents, sampleStart, sampleTrack } from './sample-listening.ts'
import { type TrainAllOptions, trainAll } from './train-all.ts'

const catalog = sampleCatalog([1, 2, 3].map((key) => sampleTrack(key)))
const models = [createPopularity(), createCoOccurrence()]
const clock = () => instant(sampleStart + 1e9)

const logOf = async (...listeners: readonly string[]) => {
  const log = createMemoryEventLog()
  for (const listener of listeners) await listen(log, listener)
  return log
}

const listen = (log: EventLog, listener: string) =>
  log.append(
    sampleEvents(
      listener,
      Array.from({ length: 50 }, (_, place) => ['played', 1 + (place % 3)] as const),
    ).map((event) => ({ event })),
  )

/** Trains, and says from where it read, what it was told, and what came of it. */
const trained = async (options: Pick<TrainAllOptions, 'log' | 'registry'> & Partial<TrainAllOptions>) => {
  const from: Cursor[] = []
  const faults: unknown[] = []
  const { log } = options
  const read: EventLog['read'] = (at, signal) => {
    from.push(at)
    return log.read(at, signal)
  }
  const manifests = await trainAll({
    ...{ catalog, models, clock },
    ...options,
    log: { ...log, read },
    onFault: (error) => faults.push(error),
  })
  const codes = faults.map((fault) => (fault as AppError).code)
  return { from: from[0], codes, versions: manifests.map(({ version }) => version) }
}

const anew = async (log: TrainAllOptions['log']) =>
  (await trained({ log, registry: createRegistry(createMemoryArtifactStore()) })).versions

test('a training reads what follows the last one, and whole what that one knows nothing of', async () => {
  const registry = createRegistry(createMemoryArtifactStore())
  const log = await logOf('ann')
  await trained({ log, registry })
  const stood = await log.end()
  await listen(log, 'bob')
  expect(await trained({ log, registry })).toEqual({ from: stood, codes: [], versions: await anew(log) })
  const others = [createPopularity({ skipWeight: -1 }), createCoOccurrence()]
  expect(await trained({ log, registry, models: others })).toMatchObject({ from: logStart, codes: [] })
})

test('nothing is written again for a hundredth more', async () => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  const log = await logOf('ann', 'bob')
  await trained({ log, registry })
  const written = await store.readRecord('observed')
  await log.append(sampleEvents('cy', [['played', 1]]).map((event) => ({ event })))
  await trained({ log, registry })
  expect(await store.readRecord('observed')).toBe(written)
  await log.append(
    sampleEvents('di', [
      ['played', 1],
      ['played', 2],
    ]).map((event) => ({ event })),
  )
  expect(await trained({ log, registry })).toMatchObject({ codes: [], versions: await anew(log) })
  expect(await store.readRecord('observed')).not.toBe(written)
})

test('what another log was observed to say is told and counts for nothing', async () => {
  const registry = createRegistry(createMemoryArtifactStore())
  await trained({ log: await logOf('ann', 'bob'), registry })
  const shorter = await logOf('ann')
  expect(await trained({ log: shorter, registry })).toEqual({
    from: logStart,
    codes: ['model-missing'],
    versions: await anew(shorter),
  })
  const salvaged = { ...(await logOf('ann')), identity: 7 }
  expect(await trained({ log: salvaged, registry })).toMatchObject({
    from: logStart,
    codes: ['model-missing'],
  })
})

test.each([
  ['a record that is no JSON', 'corrupt-record', async (store) => store.writeRecord('observed', '{')],
  [
    'a place that no log made',
    'model-missing',
    async (store) => {
      const record = JSON.parse((await store.readRecord('observed')) ?? '')
      await store.writeRecord('observed', JSON.stringify({ ...record, cursor: cursor('99-00000000') }))
    },
  ],
  [
    'bytes that are gone',
    'model-missing',
    async (store) => {
      for (const blob of await store.listBlobs()) await store.deleteBlob(blob)
    },
  ],
  [
    'a record of before names were columns',
    'corrupt-record',
    async (store) => {
      const { format: _, ...record } = JSON.parse((await store.readRecord('observed')) ?? '')
      await store.writeRecord('observed', JSON.stringify(record))
    },
  ],
  [
    'bytes of another model',
    'corrupt-record',
    async (store) => {
      const record = JSON.parse((await store.readRecord('observed')) ?? '')
      const { popularity } = record.models
      record.models['co-occurrence'].sha256 = popularity.sha256
      await store.writeRecord('observed', JSON.stringify(record))
    },
  ],
] as const satisfies readonly [
  string,
  string,
  (store: ReturnType<typeof createMemoryArtifactStore>) => Promise<unknown>,
][])('%s: told, and the whole log is read', async (_name, code, damage) => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  const log = await logOf('ann')
  await trained({ log, registry })
  await damage(store)
  expect(await trained({ log, registry })).toEqual({
    from: logStart,
    codes: [code],
    versions: await anew(log),
  })
  // It has mended itself.
  expect(await trained({ log, registry })).toMatchObject({ from: await log.end(), codes: [] })
})

test('what was observed stays with the versions that stay, and goes when it is forgotten', async () => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  const log = await logOf('ann')
  await trained({ log, registry })
  await registry.removeOld(1)
  expect(await trained({ log, registry })).toMatchObject({ from: await log.end(), codes: [] })
  const blobs = async () =>
    Promise.all(
      (await store.listBlobs()).map(async (blob) => new TextDecoder().decode(await store.get(blob))),
    )
  // Whoever looks through the files for a name finds it.
  expect((await blobs()).filter((text) => text.includes('ann'))).toHaveLength(2)
  await registry.observations.forget()
  await registry.removeOld(1)
  for (const text of await blobs()) expect(text).not.toContain('ann')
  expect(await trained({ log, registry })).toMatchObject({ from: logStart, codes: [] })
})

test('what cannot be kept is told, and the models are published all the same [promise: observed-bounded]', async () => {
  const store = createMemoryArtifactStore()
  const full = new AppError('disk-full', 'Free some space.')
  const registry = createRegistry({
    ...store,
    writeRecord: (name, text) => (name === 'observed' ? Promise.reject(full) : store.writeRecord(name, text)),
  })
  const log = await logOf('ann')
  expect(await trained({ log, registry })).toEqual({
    from: logStart,
    codes: ['disk-full'],
    versions: await anew(log),
  })
})

test('made-up ids take no more room than is given, and leave what is heard again [promise: observed-bounded]', () => {
  const sizeAfter = (model: (typeof models)[number], made: number) => {
    const snapshot = { ...catalog, tracks: [...catalog.tracks()], slots: 4, keyOf: () => -1 }
    const training = model.begin(snapshot)
    const [play] = sampleEvents('mallory', [['played', 1]])
    if (play?.type !== 'track.played') throw new Error('A sample is a play.')
    for (let place = 0; place < made; place++) {
      const made = { trackId: trackId(`made-up-${place}`), sessionId: sessionId(`made-up-${place}`) }
      training.observe({ ...play, ...made, listenerId: listenerId(`mallory-${place}`) })
      if (place % 10 === 0) training.observe(play)
    }
    const text = new TextDecoder('latin1').decode(training.observed())
    expect(text).toContain(play.trackId)
    return text.length
  }
  const bounds = [
    createPopularity({ mostTracks: 200 }),
    createCoOccurrence({ mostTracks: 200, mostPairs: 900, mostListeners: 200 }),
  ]
  for (const model of bounds) expect(sizeAfter(model, 5_000)).toBeLessThan(60_000)
})
