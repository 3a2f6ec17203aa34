import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFilesArtifactStore, createMemoryArtifactStore } from '#adapters/artifacts'
import { instant } from '#domain'
import type { ArtifactStore } from './artifact-store.ts'
import type { TrainingFacts } from './manifest.ts'
import { createPopularity } from './popularity/popularity.ts'
import { createRegistry, loadCurrent } from './registry.ts'
import { sampleCatalog, sampleEvents, sampleStart, sampleTrack } from './sample-listening.ts'
import { train } from './train.ts'

const facts = (changes: Partial<TrainingFacts> = {}): TrainingFacts => ({
  name: 'popularity',
  code: 'popularity@1',
  config: { halfLifeMs: 5 },
  position: 10,
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
  test('a published version is in the history and does not serve until it is promoted', async () => {
    const registry = createRegistry(await open())
    const first = await registry.publish(facts(), bytesOf('one'))
    expect(first.version).toBe(first.sha256.slice(0, 12))
    expect(await registry.current('popularity')).toBeUndefined()
    expect(await registry.history('popularity')).toEqual([first])
    await registry.promote('popularity', first.version)
    expect(await registry.current('popularity')).toEqual(first)
    expect(await registry.artifact(first)).toEqual(Uint8Array.from(bytesOf('one')))
  })

  test('the history is latest first, and an older version can serve again', async () => {
    const registry = createRegistry(await open())
    const first = await registry.publish(facts(), bytesOf('one'))
    const second = await registry.publish(facts({ trainedAt: instant(1_790_000_000_001) }), bytesOf('two'))
    await registry.promote('popularity', second.version)
    await registry.promote('popularity', first.version)
    expect(await registry.current('popularity')).toEqual(first)
    expect(await registry.history('popularity')).toEqual([second, first])
  })

  test('the same bytes again are the same version with newer facts', async () => {
    const registry = createRegistry(await open())
    const first = await registry.publish(facts(), bytesOf('one'))
    const again = await registry.publish(facts({ position: 20 }), bytesOf('one'))
    expect(again.version).toBe(first.version)
    expect(await registry.history('popularity')).toEqual([again])
  })

  test('models are apart', async () => {
    const registry = createRegistry(await open())
    await registry.publish(facts({ name: 'content' }), bytesOf('one'))
    expect(await registry.history('popularity')).toEqual([])
  })

  test('an unknown version or a name that is a path is refused', async () => {
    const registry = createRegistry(await open())
    await expect(registry.promote('popularity', 'abcdef012345')).rejects.toThrowError(
      failing('model-missing'),
    )
    await expect(registry.current('../secrets')).rejects.toThrowError(failing('invalid-request'))
  })

  test('a manifest that can not be read says so', async () => {
    const store = await open()
    await store.writeRecord('models/popularity/versions/abc', '{"name":')
    await expect(createRegistry(store).history('popularity')).rejects.toThrowError(failing('corrupt-record'))
  })

  test('the current model loads as a predictor', async () => {
    const registry = createRegistry(await open())
    const model = createPopularity()
    expect(await loadCurrent(registry, model)).toBeUndefined()
    const catalog = sampleCatalog([sampleTrack(1), sampleTrack(2)])
    const { bytes } = train(model, {
      catalog,
      events: sampleEvents('ann', [['played', 2]]),
      asOf: sampleStart,
    })
    const { version } = await registry.publish(facts(), bytes)
    await registry.promote('popularity', version)
    const loaded = await loadCurrent(registry, model)
    expect(loaded?.manifest.version).toBe(version)
    expect(loaded?.predictor.top(1)).toEqual([{ key: 2, score: 1 }])
  })
})

test('damaged bytes are never promoted, and the version before goes on serving [promise: sound-models-only]', async () => {
  const root = await mkdtemp(join(folder, 'damaged-'))
  const registry = createRegistry(createFilesArtifactStore(root))
  const good = await registry.publish(facts(), bytesOf('good'))
  await registry.promote('popularity', good.version)
  const bad = await registry.publish(facts({ position: 20 }), bytesOf('soon damaged'))
  await writeFile(join(root, 'blobs', bad.sha256.slice(0, 2), bad.sha256), 'damaged')
  await expect(registry.promote('popularity', bad.version)).rejects.toThrowError(failing('hash-mismatch'))
  expect(await registry.current('popularity')).toEqual(good)
  await writeFile(join(root, 'blobs', good.sha256.slice(0, 2), good.sha256), 'damaged too')
  await expect(loadCurrent(registry, createPopularity())).rejects.toThrowError(failing('hash-mismatch'))
})
