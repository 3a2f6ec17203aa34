import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { readFreemusicc } from '#adapters/files'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Catalog, type CatalogStore, importTracks, openCatalog } from '#catalog'
import { type Clock, instant, trackKey } from '#domain'
import { generateWorld } from '#world'
import { createCoOccurrence } from './co-occurrence/co-occurrence.ts'
import { createContent } from './content/content.ts'
import { createPopularity } from './popularity/popularity.ts'
import { createRegistry, loadModel } from './registry.ts'
import { trainAll } from './train-all.ts'

/**
 * The models on real, dirty rows: a catalogue with doubled names, years that lie in the future and tracks
 * without a year. Needs the development data; without it there is nothing to read and the tests are skipped.
 */
const mirror = process.env.SEGUE_MIRROR
const endsAt = instant(Date.UTC(2026, 10, 1))
const clock: Clock = () => endsAt

describe.skipIf(mirror === undefined)('the models over the real catalogue (needs SEGUE_MIRROR)', () => {
  let folder = ''
  let store: CatalogStore | undefined
  let catalog: Catalog
  const registry = createRegistry(createMemoryArtifactStore())

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-real-'))
    store = openSqliteCatalogStore({ path: join(folder, 'catalogue.sqlite') })
    catalog = openCatalog(store)
    await importTracks(catalog, await readFreemusicc(join(mirror ?? '', 'freemusicc')))
    const log = createMemoryEventLog()
    const world = generateWorld({ tracks: catalog.tracks(), listeners: 40, days: 30, seed: 'real', endsAt })
    for (const batch of world.events()) await log.append(batch.map((event) => ({ event })))
    const models = [createPopularity(), createCoOccurrence(), createContent()]
    await registry.promote(await trainAll({ log, catalog, registry, models, clock }))
  }, 60_000)
  afterAll(async () => {
    store?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('every track is ranked, and no new release is from the future', async () => {
    const loaded = await loadModel(registry, await registry.current(), createPopularity())
    expect(loaded?.predictor.top(100_000)).toHaveLength(catalog.size)
    const newest = loaded?.predictor.newReleases() ?? []
    expect(newest.length).toBeGreaterThan(10)
    expect(newest.length).toBeLessThanOrEqual(80)
    for (const key of newest) expect(catalog.byKey(key)?.year).toBeLessThanOrEqual(2026)
  })

  test('every tag of the catalogue has a list of its own tracks', async () => {
    const loaded = await loadModel(registry, await registry.current(), createPopularity())
    for (const { tag, tracks } of catalog.tags()) {
      const top = loaded?.predictor.top(10, tag) ?? []
      expect(top).toHaveLength(Math.min(10, tracks))
      expect(top.every(({ key }) => catalog.byKey(key)?.tags.includes(tag))).toBe(true)
    }
  })

  test('what is heard after a track is another track of the catalogue', async () => {
    const loaded = await loadModel(registry, await registry.current(), createCoOccurrence())
    let answered = 0
    for (const { key } of catalog.tracks()) {
      const after = loaded?.predictor.after(key, 50) ?? []
      answered += after.length > 0 ? 1 : 0
      expect(after.every((found) => found.key !== key && catalog.byKey(found.key) !== undefined)).toBe(true)
    }
    expect(answered).toBeGreaterThan(catalog.size / 10)
  })

  test('what is near a track shares a tag, an artist or a release with it, nearly always', async () => {
    const loaded = await loadModel(registry, await registry.current(), createContent())
    const index = await loaded?.predictor.openIndex(catalog.tracks(), nextTurn)
    expect(index?.size).toBe(catalog.size)
    let near = 0
    let related = 0
    for (const track of catalog.tracks()) {
      if (track.key % 100 !== 0) continue
      for (const key of index?.similar(track.key, 10).keys ?? []) {
        const other = catalog.byKey(trackKey(key))
        near++
        const isRelated =
          other?.tags.some((tag) => track.tags.includes(tag)) ||
          other?.artists.some(({ id }) => track.artists.some((artist) => artist.id === id)) ||
          other?.release?.id === track.release?.id
        related += isRelated ? 1 : 0
      }
    }
    expect(related / near).toBeGreaterThan(0.97)
  })
})
