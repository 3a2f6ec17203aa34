import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFilesArtifactStore, createMemoryArtifactStore } from '#adapters/artifacts'
import { instant } from '#domain'
import { logStart } from '#log'
import type { ArtifactStore } from './artifact-store.ts'
import type { TrainingFacts } from './manifest.ts'
import { createPopularity } from './popularity/popularity.ts'
import { createRegistry, loadModel } from './registry.ts'
import { sampleCatalog, sampleEvents, sampleStart, sampleTrack } from './sample-listening.ts'
import { versionsKept } from './sample-versions.ts'
import { train } from './train.ts'

const facts = (changes: Partial<TrainingFacts> = {}): TrainingFacts => ({
  name: 'popularity',
  code: 'popularity@1',
  config: { halfLifeMs: 5 },
  events: 10,
  cursor: logStart,
  asOf: sampleStart,
  catalog: { identity: 'c', revision: 1, tracks: 2 },
  rows: { events: 10 },
  trainedAt: instant(1_790_000_000_000),
  ...changes,
})
const bytesOf = (text: string) => new TextEncoder().encode(text)
const failing = (code: string) => expect.objectContaining({ code })

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-registry-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const stores: readonly [string, () => Promise<ArtifactStore>][] = [
  ['memory', async () => createMemoryArtifactStore()],
  ['files', async () => createFilesArtifactStore(await mkdtemp(join(folder, 'store-')))],
]

describe.each(stores)('a registry on %s', (_name, open) => {
  test('a published version is kept and does not serve until it is promoted', async () => {
    const store = await open()
    const registry = createRegistry(store)
    const first = await registry.publish(facts(), bytesOf('one'))
    expect(first.version).toBe(first.sha256.slice(0, 12))
    expect(await registry.current()).toEqual([])
    expect(await versionsKept(store, 'popularity')).toEqual([first])
    await registry.promote([first])
    expect(await registry.current()).toEqual([first])
    expect(await registry.artifact(first)).toEqual(Uint8Array.from(bytesOf('one')))
  })

  test('an older version can serve again', async () => {
    const store = await open()
    const registry = createRegistry(store)
    const first = await registry.publish(facts(), bytesOf('one'))
    const second = await registry.publish(facts({ trainedAt: instant(1_790_000_000_001) }), bytesOf('two'))
    await registry.promote([second])
    await registry.promote([first])
    expect(await registry.current()).toEqual([first])
    expect(await versionsKept(store, 'popularity')).toEqual([second, first])
  })

  test('the same bytes again are the same version with newer facts', async () => {
    const store = await open()
    const registry = createRegistry(store)
    const first = await registry.publish(facts(), bytesOf('one'))
    const again = await registry.publish(facts({ events: 20 }), bytesOf('one'))
    expect(again.version).toBe(first.version)
    expect(await versionsKept(store, 'popularity')).toEqual([again])
  })

  test('models are apart', async () => {
    const store = await open()
    const registry = createRegistry(store)
    await registry.publish(facts({ name: 'content' }), bytesOf('one'))
    expect(await versionsKept(store, 'popularity')).toEqual([])
  })

  test('an unknown version or a name that is a path is refused', async () => {
    const registry = createRegistry(await open())
    await expect(registry.promote([{ name: 'popularity', version: 'abcdef012345' }])).rejects.toThrowError(
      failing('model-missing'),
    )
    await expect(registry.promote([{ name: '../secrets', version: 'abcdef012345' }])).rejects.toThrowError(
      failing('invalid-request'),
    )
  })

  test('a manifest that can not be read says so', async () => {
    const store = await open()
    await store.writeRecord('models/popularity/versions/abc', '{"name":')
    await expect(
      createRegistry(store).promote([{ name: 'popularity', version: 'abc' }]),
    ).rejects.toThrowError(failing('corrupt-record'))
  })

  test('the current model loads as a predictor', async () => {
    const registry = createRegistry(await open())
    const model = createPopularity()
    expect(await loadModel(registry, await registry.current(), model)).toBeUndefined()
    const catalog = sampleCatalog([sampleTrack(1), sampleTrack(2)])
    const { bytes } = train(model, {
      catalog,
      events: sampleEvents('ann', [['played', 2]]),
      asOf: sampleStart,
    })
    const { version } = await registry.publish(facts(), bytes)
    const loaded = await loadModel(registry, await registry.promote([{ name: model.name, version }]), model)
    expect(loaded?.manifest.version).toBe(version)
    expect(loaded?.predictor.top(1)).toEqual([{ key: 2, score: 1 }])
  })
})

describe.each(stores)('several models on %s', (_name, open) => {
  test('are promoted together, and none is when one of them is damaged or unknown [promise: one-training-serves]', async () => {
    const store = await open()
    const registry = createRegistry(store)
    const publish = (name: string, text: string) => registry.publish(facts({ name }), bytesOf(text))
    const before = [await publish('popularity', 'a'), await publish('content', 'b')]
    expect(await registry.promote(before)).toEqual(before)
    const better = await publish('popularity', 'c')
    const unknown = { name: 'content', version: 'abcdef012345' }
    await expect(registry.promote([better, unknown])).rejects.toThrowError(failing('model-missing'))
    expect(await registry.current()).toEqual(before)
    await store.writeRecord('release', '{"current":')
    await expect(registry.current()).rejects.toThrowError(failing('corrupt-record'))
    await registry.promote(before)
    expect(await registry.current()).toEqual(before)
  })

  test('are known by the pointers of an older Segue, unless it was killed between two of them [promise: one-training-serves]', async () => {
    const store = await open()
    const registry = createRegistry(store)
    const publish = (name: string, events: number) =>
      registry.publish(facts({ name, events }), bytesOf(`${name} at ${events}`))
    const pointTo = (name: string, pointer: string, version: string) =>
      store.writeRecord(`models/${name}/${pointer}`, version)
    const older = [await publish('content', 1), await publish('popularity', 1)]
    const newer = [await publish('content', 2), await publish('popularity', 2)]
    for (const { name, version } of older) await pointTo(name, 'current', version)
    expect(await registry.current()).toEqual(older)
    for (const { name, version } of newer.slice(1)) await pointTo(name, 'current', version)
    expect(await registry.current()).toEqual([])
    for (const { name, version } of older) await pointTo(name, 'previous', version)
    for (const { name, version } of newer) await pointTo(name, 'current', version)
    expect(await registry.current()).toEqual(newer)
    // What they name stays as what serves does, and is what served before once another training is promoted.
    for (const name of ['content', 'popularity']) for (const at of [3, 4]) await publish(name, at)
    await registry.removeOld(1)
    const positions = async () => (await versionsKept(store, 'content')).map(({ events }) => events)
    expect((await positions()).sort()).toEqual([1, 2, 4])
    await registry.promote([await publish('content', 5), await publish('popularity', 5)])
    await registry.removeOld(1)
    expect((await positions()).sort()).toEqual([2, 5])
  })
})

test('damaged bytes are never promoted, and the version before goes on serving [promise: sound-models-only]', async () => {
  const root = await mkdtemp(join(folder, 'damaged-'))
  const registry = createRegistry(createFilesArtifactStore(root))
  const good = await registry.publish(facts(), bytesOf('good'))
  await registry.promote([good])
  const bad = await registry.publish(facts({ events: 20 }), bytesOf('soon damaged'))
  await writeFile(join(root, 'blobs', bad.sha256.slice(0, 2), bad.sha256), 'damaged')
  await expect(registry.promote([bad])).rejects.toThrowError(failing('hash-mismatch'))
  expect(await registry.current()).toEqual([good])
  await writeFile(join(root, 'blobs', good.sha256.slice(0, 2), good.sha256), 'damaged too')
  await expect(loadModel(registry, [good], createPopularity())).rejects.toThrowError(failing('hash-mismatch'))
})
