import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { artistId, type Track, trackId, trackKey } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { openCatalog } from './open-catalog.ts'

const open = () => openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
const artist = (name: string) => ({ id: artistId(`artist:${name.toLowerCase()}`), name })

describe('the catalogue in process', () => {
  it('is empty at first', () => {
    const catalog = open()
    expect(catalog.size).toBe(0)
    expect([...catalog.tracks()]).toEqual([])
    expect(catalog.tags()).toEqual([])
    expect(catalog.withTag('rock')).toEqual([])
    expect(catalog.get(trackId('x'))).toBeUndefined()
    expect(catalog.byKey(trackKey(1))).toBeUndefined()
    expect(catalog.byKey(trackKey(-1))).toBeUndefined()
    expect(catalog.artist(artistId('x'))).toBeUndefined()
    expect(catalog.search('x', 5)).toEqual({ trackIds: [] })
  })

  it('finds tracks by id, key, artist (guests too) and tag', async () => {
    const catalog = open()
    await catalog.upsert([
      sampleTrack('a', { artists: [artist('Deru')], tags: ['rock', 'pop'] }),
      sampleTrack('b', { artists: [artist('Ika')], featured: [artist('Deru')], tags: ['rock'] }),
    ])
    expect(catalog.get(trackId('b'))?.key).toBe(2)
    expect(catalog.byKey(trackKey(1))?.id).toBe('a')
    expect(catalog.artist(artistId('artist:deru'))).toEqual({ ...artist('Deru'), trackKeys: [1, 2] })
    expect(catalog.withTag('rock')).toEqual([1, 2])
    expect(catalog.tags()).toEqual([
      { tag: 'rock', tracks: 2 },
      { tag: 'pop', tracks: 1 },
    ])
  })

  it('follows changes: people and tags that go, come and are renamed', async () => {
    const catalog = open()
    await catalog.upsert([
      sampleTrack('a', { artists: [artist('Deru')], tags: ['rock'] }),
      sampleTrack('b', { artists: [artist('DERU')], tags: ['rock'] }),
    ])
    expect(catalog.artist(artistId('artist:deru'))?.name).toBe('Deru')
    await catalog.upsert([sampleTrack('a', { artists: [artist('Ika')], tags: ['pop'] })])
    expect(catalog.artist(artistId('artist:deru'))).toEqual({ ...artist('DERU'), trackKeys: [2] })
    expect(catalog.withTag('rock')).toEqual([2])
    await catalog.upsert([sampleTrack('b', { artists: [artist('Ika')], tags: ['pop'] })])
    expect(catalog.artist(artistId('artist:deru'))).toBeUndefined()
    expect(catalog.tags()).toEqual([{ tag: 'pop', tracks: 2 }])
    await catalog.upsert([sampleTrack('a', { artists: [artist('Ika')], tags: ['pop', 'rock'] })])
    expect(catalog.withTag('rock')).toEqual([1])
  })

  it('counts a revision only for upserts that did something', async () => {
    const catalog = open()
    expect(catalog.revision).toBe(0)
    await catalog.upsert([sampleTrack('a')])
    expect(catalog.revision).toBe(1)
    await catalog.upsert([sampleTrack('a')])
    await catalog.upsert([])
    expect(catalog.revision).toBe(1)
    await catalog.upsert([sampleTrack('a', { year: 2000 })])
    expect(catalog.revision).toBe(2)
  })

  it('knows nothing of a withdrawn track until it returns, and then knows it by its old key', async () => {
    const store = openSqliteCatalogStore({ path: ':memory:' })
    const catalog = openCatalog(store)
    const deru = sampleTrack('b', { artists: [artist('Deru')], tags: ['rock'] })
    await catalog.upsert([sampleTrack('a', { tags: ['rock'] }), deru, sampleTrack('c')])
    expect(await catalog.withdraw([deru.id, trackId('c'), trackId('unknown')])).toBe(2)
    expect(catalog).toMatchObject({ size: 1, slots: 2, revision: 2 })
    expect(catalog.get(deru.id)).toBeUndefined()
    expect(catalog.keyOf(deru.id)).toBe(2)
    expect(catalog.keyOf(trackId('unknown'))).toBeUndefined()
    expect(catalog.former(deru.id)).toEqual({ ...deru, key: 2 })
    expect(catalog.former(trackId('a'))).toBeUndefined()
    expect([...catalog.withdrawn()].map(({ id }) => id)).toEqual(['b', 'c'])
    expect(openCatalog(store).withdrawn()).toEqual(catalog.withdrawn())
    expect(catalog.byKey(trackKey(2))).toBeUndefined()
    expect(catalog.artist(artistId('artist:deru'))).toBeUndefined()
    expect(catalog.tags()).toEqual([{ tag: 'rock', tracks: 1 }])
    expect([...catalog.tracks()]).toEqual([...openCatalog(store).tracks()])
    expect(await catalog.withdraw([deru.id])).toBe(0)
    expect(catalog.revision).toBe(2)
    await catalog.upsert([deru])
    expect(catalog.byKey(trackKey(2))?.id).toBe('b')
    expect([...catalog.withdrawn()].map(({ id }) => id)).toEqual(['c'])
    expect(catalog.withTag('rock')).toEqual([1, 2])
  })

  it('lets other work run between chunks, and keeps the order of upserts', async () => {
    const catalog = open()
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 0)
    const many = Array.from({ length: 1_200 }, (_, at) => sampleTrack(`t${at}`))
    const [first, second] = await Promise.all([
      catalog.upsert(many),
      catalog.upsert([sampleTrack('t1199', { title: 'Later' })]),
    ])
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
    expect(first).toEqual({ added: 1_200, changed: 0, unchanged: 0 })
    expect(second).toEqual({ added: 0, changed: 1, unchanged: 0 })
    expect(catalog.get(trackId('t1199'))?.title).toBe('Later')
  })

  it('shows an upsert of many chunks in one moment, with its revision', async () => {
    const catalog = open()
    const many = (title: string) => Array.from({ length: 1_200 }, (_, at) => sampleTrack(`t${at}`, { title }))
    await catalog.upsert(many('Before'))
    const { revision } = catalog
    const seen = new Set<string>()
    const look = () => {
      const changed = [...catalog.tracks()].filter(({ title }) => title === 'After').length
      seen.add(`${changed} changed, ${catalog.revision > revision ? 'later' : 'same'} revision`)
    }
    const timer = setInterval(look, 0)
    await catalog.upsert(many('After'))
    clearInterval(timer)
    look()
    expect([...seen]).toEqual(['0 changed, same revision', '1200 changed, later revision'])
  })

  it('shows, with a new revision, what was written before a chunk that failed', async () => {
    const store = openSqliteCatalogStore({ path: ':memory:' })
    const catalog = openCatalog(store)
    const broken: Track = JSON.parse('{"id": "broken"}')
    const many = Array.from({ length: 700 }, (_, at) => sampleTrack(`t${at}`))
    await expect(catalog.upsert([...many, broken])).rejects.toThrow()
    expect(catalog.size).toBe(680)
    expect(catalog.revision).toBeGreaterThan(0)
    expect([...openCatalog(store).tracks()]).toEqual([...catalog.tracks()])
  })

  it('goes on counting revisions over a restart', async () => {
    const store = openSqliteCatalogStore({ path: ':memory:' })
    const catalog = openCatalog(store)
    await catalog.upsert([sampleTrack('a')])
    await catalog.upsert([sampleTrack('b')])
    const again = openCatalog(store)
    expect(again.revision).toBe(catalog.revision)
    expect(again.identity).toBe(catalog.identity)
    expect(open().identity).not.toBe(catalog.identity)
  })

  it('goes on after an upsert that failed', async () => {
    const store = openSqliteCatalogStore({ path: ':memory:' })
    const catalog = openCatalog(store)
    store.close()
    await expect(catalog.upsert([sampleTrack('a')])).rejects.toMatchObject({ code: 'storage-failed' })
    expect(catalog.size).toBe(0)
    expect(catalog.revision).toBe(0)
  })

  it('is the same when opened again', async () => {
    const store = openSqliteCatalogStore({ path: ':memory:' })
    const catalog = openCatalog(store)
    await catalog.upsert([
      sampleTrack('a', { featured: [artist('Ika')], tags: ['rock'] }),
      sampleTrack('b', { tags: ['rock', 'pop'] }),
    ])
    const again = openCatalog(store)
    expect([...again.tracks()]).toEqual([...catalog.tracks()])
    expect([...again.artists()]).toEqual([...catalog.artists()])
    expect(again.tags()).toEqual(catalog.tags())
  })
})
