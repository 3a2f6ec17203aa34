import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { AppError, artistId, instant, recordingId, releaseId, type Track, trackId } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { openCatalog } from './open-catalog.ts'

const at = instant(1_000)
const later = instant(2_000)
const nextMicrotask = () => Promise.resolve()
const by = (name: string, id = `artist:${name.toLowerCase()}`) => ({ id: artistId(id), name })
const open = async (...tracks: readonly Track[]) => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  const catalog = openCatalog(store)
  await catalog.upsert(tracks)
  const there = () => [...catalog.tracks()].map(({ id }) => id)
  return { catalog, store, there }
}

describe('what is taken down', () => {
  it('is found by nothing, named as it was, and there again when it is lifted [promise: takedowns-hold]', async () => {
    const song = sampleTrack('a', { title: 'Yesterday', artists: [by('Ika')], tags: ['dub'] })
    const { catalog, there } = await open(song, sampleTrack('b'))
    const before = catalog.get(song.id)
    const revision = catalog.revision
    expect(await catalog.takeDown([{ kind: 'track', id: 'a', note: 'asked' }], at)).toEqual([
      { kind: 'track', id: 'a', at, note: 'asked', tracks: 1 },
    ])
    expect(catalog.revision).toBeGreaterThan(revision)
    expect(there()).toEqual(['b'])
    expect([catalog.get(song.id), catalog.artist(artistId('artist:ika')), catalog.withTag('dub')]).toEqual([
      undefined,
      undefined,
      [],
    ])
    for (const query of ['yesterday', 'yesterdya', 'ika'])
      expect(catalog.search(query, 5)).toEqual({ trackIds: [] })
    expect([catalog.former(song.id), catalog.keyOf(song.id)]).toEqual([before, before?.key])
    expect(catalog.takedownOf(song.id)).toEqual({ kind: 'track', id: 'a', at, note: 'asked' })
    expect(await catalog.lift([{ kind: 'track', id: 'a' }])).toBe(1)
    expect(there()).toEqual(['a', 'b'])
    expect([catalog.get(song.id), catalog.former(song.id), catalog.takedowns()]).toEqual([
      before,
      undefined,
      [],
    ])
    expect(catalog.search('yesterdya', 5)).toEqual({ trackIds: ['a'], corrected: 'yesterday' })
  })

  it('takes what is sent meanwhile, and shows that when it is lifted', async () => {
    const { catalog, there } = await open(sampleTrack('a', { title: 'Old' }))
    await catalog.takeDown([{ kind: 'track', id: 'a' }], at)
    expect(await catalog.upsert([sampleTrack('a', { title: 'Old' })])).toMatchObject({ unchanged: 1 })
    expect(await catalog.upsert([sampleTrack('a', { title: 'New' })])).toMatchObject({ changed: 1 })
    expect([there(), catalog.search('new', 5).trackIds]).toEqual([[], []])
    await catalog.lift([{ kind: 'track', id: 'a' }])
    expect(catalog.search('new', 5).trackIds).toEqual(['a'])
    expect(catalog.search('old', 5).trackIds).toEqual([])
  })

  it('does not come back when its source let it go meanwhile', async () => {
    const { catalog, there } = await open(sampleTrack('a'), sampleTrack('b'))
    await catalog.takeDown([{ kind: 'track', id: 'a' }], at)
    expect(await catalog.withdraw([trackId('a')])).toBe(1)
    expect(await catalog.lift([{ kind: 'track', id: 'a' }])).toBe(0)
    expect(there()).toEqual(['b'])
    await catalog.upsert([sampleTrack('a')])
    expect(there()).toEqual(['a', 'b'])
  })

  it('holds for what comes later, and for what it held once and is corrected', async () => {
    const { catalog, there } = await open(
      sampleTrack('a', { artists: [by('Ika')], release: { id: releaseId('r'), title: 'R' } }),
      sampleTrack('free'),
    )
    await catalog.takeDown(
      [
        { kind: 'artist', id: 'artist:ika' },
        { kind: 'release', id: 'r' },
      ],
      at,
    )
    await catalog.upsert([
      sampleTrack('a', { artists: [by('Somebody')] }),
      sampleTrack('guest', { artists: [by('Other')], featured: [by('IKA')] }),
      sampleTrack('on-it', { release: { id: releaseId('r'), title: 'R' } }),
    ])
    expect(there()).toEqual(['free'])
    await catalog.upsert([sampleTrack('guest'), sampleTrack('on-it')])
    expect(there()).toEqual(['free'])
    expect(catalog.takedowns().map(({ tracks }) => tracks)).toEqual([2, 2])
    await catalog.lift([{ kind: 'artist', id: 'artist:ika' }])
    expect(there()).toEqual(['free', 'guest'])
  })

  it('is an artist known by name in every spelling, and one with an id alone where two are called so [promise: takedowns-hold]', async () => {
    const { catalog, there } = await open(
      sampleTrack('a', { artists: [by('Beyoncé')] }),
      sampleTrack('b', { artists: [by('BEYONCE!')] }),
      sampleTrack('uk', { artists: [by('Nirvana', 'mbid-1')] }),
      sampleTrack('us', { artists: [by('Nirvana', 'mbid-2')] }),
    )
    await catalog.takeDown(
      [
        { kind: 'artist', id: 'artist:beyoncé' },
        { kind: 'artist', id: 'mbid-1' },
      ],
      at,
    )
    expect(there()).toEqual(['us'])
  })

  const zepplin = { kind: 'artist', id: 'artist:led zepplin' } as const
  const song = (id: string, name: string, more: Partial<Track> = {}) =>
    sampleTrack(id, { artists: [by(name)], ...more })

  it('is what comes with the spelling that is one with it since, from the moment it comes [promise: takedowns-hold]', async () => {
    const { catalog, there, store } = await open(song('1', 'Led Zepplin'), sampleTrack('free'))
    await catalog.takeDown([zepplin], at)
    const added = [song('1', 'Led Zeppelin'), song('2', 'Led Zeppelin'), song('3', 'Other')]
    const guest = song('4', 'Yet Another', { featured: [by('LED ZEPPELIN')] })
    const seen = new Set<string>()
    let isDone = false
    const sent = catalog.upsert([...added, guest]).finally(() => {
      isDone = true
    })
    // Between any two turns somebody may ask.
    for (; !isDone; await nextMicrotask()) for (const id of there()) seen.add(id)
    await sent
    expect([...seen]).toEqual(['free', '3'])
    for (const one of [catalog, openCatalog(store)]) {
      expect([...one.tracks()].map(({ id }) => id)).toEqual(['free', '3'])
      expect(one.search('zeppelin', 5).trackIds).toEqual([])
      expect(one.takedowns()).toMatchObject([{ tracks: 3 }])
    }
    expect(await catalog.lift([zepplin])).toBe(3)
    expect(there()).toHaveLength(5)
    expect(catalog.search('zeppelin', 5).trackIds).toHaveLength(3)
  })

  it('is what stood under a spelling before that was one with it, there or not [promise: takedowns-hold]', async () => {
    const { catalog, store } = await open(
      ...Array.from({ length: 30 }, (_, place) => sampleTrack(`free ${place}`)),
      ...['1', '2', '3', '4'].map((id) => song(id, 'Led Zepplin')),
      ...['stood', 'away', 'twice'].map((id) => song(id, 'Led Zeppelin')),
    )
    await catalog.withdraw([trackId('away')])
    const there = (one = catalog) => [...one.tracks()].flatMap(({ id }) => (id.startsWith('free') ? [] : id))
    const twice = { kind: 'track', id: 'twice' } as const
    await catalog.takeDown([zepplin, twice], at)
    expect(there()).toEqual(['stood'])
    const revision = catalog.revision
    await catalog.upsert(['1', '2', '3', '4'].map((id) => song(id, 'Led Zeppelin')))
    expect([there(), there(openCatalog(store))]).toEqual([[], []])
    expect(catalog.changedSince(revision)?.map(({ id }) => id)).toContain('stood')
    await catalog.lift([twice])
    await catalog.upsert([song('away', 'Called Otherwise', { title: 'Another' })])
    expect([there(), there(openCatalog(store))]).toEqual([[], []])
  })

  it('is held by a name that is one with it, also where that can not be stored', async () => {
    const store = openSqliteCatalogStore({ path: ':memory:' })
    let isFull = true
    const full = new AppError('disk-full', 'Full.')
    const link: typeof store.link = (...linked) => (isFull ? Promise.reject(full) : store.link(...linked))
    const failing = { ...store, link }
    const catalog = openCatalog(failing)
    await catalog.upsert([song('1', 'Led Zepplin')])
    await catalog.takeDown([zepplin], at)
    await expect(catalog.upsert([song('1', 'Led Zeppelin'), song('2', 'Led Zeppelin')])).rejects.toBe(full)
    expect([[...catalog.tracks()], [...openCatalog(failing).tracks()]]).toEqual([[], []])
    isFull = false
    await catalog.upsert([sampleTrack('3')])
    expect([...store.holds()].map(({ track }) => track).toSorted()).toEqual(['1', '2'])
  })

  it('is an artist whose other spelling is one with a third', async () => {
    const { catalog, there } = await open(song('1', 'Led Zepplin'))
    await catalog.upsert([song('1', 'Led Zeppelin')])
    await catalog.takeDown([{ kind: 'artist', id: 'artist:led-zepplin' }], at)
    expect(there()).toEqual([])
  })

  it('stays down while another takedown of the same artist holds [promise: takedowns-hold]', async () => {
    const { catalog, there } = await open(song('1', 'BEYONCE!'))
    const two = ['artist:beyoncé', 'artist:beyonce'].map((id) => ({ kind: 'artist', id }) as const)
    await catalog.takeDown(two, at)
    for (const [place, one] of two.toReversed().entries()) expect(await catalog.lift([one])).toBe(place)
    expect(there()).toEqual(['1'])
  })

  it('is looked for in slices, and all of it is down when that is said [promise: takedowns-hold]', async () => {
    const { catalog, there } = await open(
      ...Array.from({ length: 6_000 }, (_, at) => song(`${at}`, at % 2 === 0 ? 'Even' : 'Odd')),
    )
    for (const target of [
      { kind: 'artist', id: 'artist:even' },
      { kind: 'release', id: 'none' },
    ] as const) {
      let isDone = false
      let turns = 0
      const taken = catalog.takeDown([target], at).finally(() => {
        isDone = true
      })
      const later = catalog.upsert([song('late', 'Even')])
      for (; !isDone; turns++) await nextTurn()
      await taken
      expect(turns).toBeGreaterThan(1)
      expect(there()).toHaveLength(3_000)
      await later
      expect(there()).toHaveLength(3_000)
    }
  })

  it('is every version of a recording', async () => {
    const one = { recordingId: recordingId('one') }
    const { catalog, there } = await open(sampleTrack('a', one), sampleTrack('b', one), sampleTrack('c'))
    await catalog.takeDown([{ kind: 'recording', id: 'one' }], at)
    expect(there()).toEqual(['c'])
    expect(catalog.takedownOf(trackId('b'))?.kind).toBe('recording')
  })

  it('said again is what it was, with its note where there is no other', async () => {
    const { catalog } = await open(sampleTrack('a'))
    const target = { kind: 'track', id: 'a' } as const
    await catalog.takeDown([{ ...target, note: 'first' }], at)
    expect(await catalog.takeDown([target], later)).toMatchObject([{ at, note: 'first' }])
    expect(await catalog.takeDown([{ ...target, note: 'second' }], later)).toMatchObject([
      { at, note: 'second' },
    ])
    expect(catalog.takedowns()).toHaveLength(1)
    expect([await catalog.lift([target]), await catalog.lift([target])]).toEqual([1, 0])
  })

  it('said again is no other revision: nothing is laid out anew for it', async () => {
    const { catalog, store } = await open(sampleTrack('a'), sampleTrack('b'), sampleTrack('c'))
    const target = { kind: 'track', id: 'a' } as const
    const none = { kind: 'artist', id: 'artist:none' } as const
    const before = catalog.revision
    await catalog.takeDown([target, none], at)
    const { revision } = catalog
    expect(revision).toBeGreaterThan(before)
    await catalog.takeDown([target], later)
    await catalog.takeDown([none, target], later)
    expect([catalog.revision, store.revision()]).toEqual([revision, revision])
    expect(catalog.changedSince(before)).toMatchObject([{ id: 'a' }])
    await catalog.lift([target])
    const lifted = catalog.revision
    expect(lifted).toBeGreaterThan(revision)
    await catalog.lift([target])
    await store.lift([target])
    expect([catalog.revision, store.revision()]).toEqual([lifted, lifted])
  })

  it.each([
    ['take down', 'lift', 1],
    ['lift', 'take down', 0],
  ] as const)('is as the last of two opposite words says: %s, then %s', async (first, second, tracks) => {
    const { catalog, there, store } = await open(sampleTrack('a'))
    const target = { kind: 'track', id: 'a' } as const
    if (first === 'lift') await catalog.takeDown([target], at)
    const say = (word: 'take down' | 'lift') =>
      word === 'lift' ? catalog.lift([target]) : catalog.takeDown([target], at)
    await Promise.all([say(first), catalog.upsert([sampleTrack('a', { title: 'New' })]), say(second)])
    expect(there()).toHaveLength(tracks)
    expect([...openCatalog(store).tracks()]).toHaveLength(tracks)
  })

  it('stays what it was where it can not be stored', async () => {
    const { catalog, there, store } = await open(sampleTrack('a'))
    store.close()
    await expect(catalog.takeDown([{ kind: 'track', id: 'a' }], at)).rejects.toMatchObject({
      code: 'storage-failed',
    })
    expect([there(), catalog.takedowns()]).toEqual([['a'], []])
  })
})
