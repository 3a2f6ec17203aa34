import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { artistId, recordingId, type Track, type TrackKey, trackId } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { holdBack } from './held-back.ts'
import { createLibraries } from './libraries.ts'
import type { LibraryRecord } from './library-record.ts'
import { openCatalog } from './open-catalog.ts'

const rowsOf = (tracks: readonly Track[]) =>
  tracks.map((track, at) => ({ row: at + 1, where: `row ${at + 1}`, track }))

/** A table of tracks as its reader hands them over, scanned again and again. */
const openTable = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  let records: readonly LibraryRecord[] = []
  let tracks: readonly Track[] = []
  let atTheEnd = () => {}
  const rows = function* () {
    yield* rowsOf(tracks)
    atTheEnd()
  }
  const libraries = createLibraries({
    catalog,
    newId: () => 'one',
    records: {
      read: () => records,
      write: (written) => {
        records = written
      },
    },
    open: async (path) => ({
      kind: 'table',
      label: 'songs.csv',
      rows: rows(),
      fraction: () => 1,
      record: () => ({
        path,
        label: 'songs.csv',
        files: { 'songs.csv': { size: 1, modifiedMs: 1, ids: tracks.map(({ id }) => id) } },
      }),
    }),
  })
  return {
    catalog,
    /** While the last row has been read, and nothing that waits has been settled. */
    meanwhile: (does: () => void) => {
      atTheEnd = does
    },
    scan: (now: readonly Track[], said: 'withdrawMissing' | 'acceptChanges' | 'nothing' = 'nothing') => {
      tracks = now
      return libraries.scan('songs.csv', { [said]: true })
    },
  }
}

const many = (count: number, of: (at: number) => Partial<Track>, prefix = 't'): readonly Track[] =>
  Array.from({ length: count }, (_, at) => sampleTrack(`${prefix}${at}`, of(at)))
const people = (...names: readonly string[]) =>
  names.map((name) => ({ id: artistId(`artist:${name.toLowerCase()}`), name }))

const cutLists: readonly (readonly [
  string,
  (at: number) => Partial<Track>,
  (at: number) => Partial<Track>,
  RegExp,
])[] = [
  [
    'tags',
    (at: number) => ({ tags: ['rock', `tag${at % 4}`] }),
    () => ({ tags: ['rock'] }),
    /^60 of 60 tracks with several tags would keep fewer of them, without tag0, tag1, tag2 and 1 more\. .*cut/,
  ],
  [
    'artists',
    (at: number) => ({ artists: people(`Band ${at % 9}`, 'Ika') }),
    (at: number) => ({ artists: people(`Band ${at % 9}`) }),
    /^60 of 60 tracks with several artists would keep fewer of them, without Ika\. /,
  ],
  [
    'guests',
    (at: number) => ({ featured: people(`Guest ${at % 9}`, 'Ika', 'Ola') }),
    (at: number) => ({ featured: people(`Guest ${at % 9}`) }),
    /^60 of 60 tracks with several guests would keep fewer of them, without Ika, Ola\. /,
  ],
]

describe('a list that is cut to its first entry', () => {
  it.each(cutLists)(
    'is held back, %s, by every scan until it is meant, though each track keeps a name [promise: blocks-hold]',
    async (_, whole, cut, why) => {
      const { catalog, scan } = openTable()
      await scan(many(60, whole))
      const before = [...catalog.tracks()]
      for (let time = 0; time < 2; time++) {
        expect(await scan(many(60, cut))).toMatchObject({
          changed: 0,
          unchanged: 60,
          heldBack: expect.stringMatching(why),
        })
        expect([...catalog.tracks()]).toEqual(before)
      }
      expect(await scan(many(60, cut), 'withdrawMissing')).toHaveProperty('heldBack')
      expect(await scan(many(60, cut), 'acceptChanges')).toMatchObject({ changed: 60 })
      expect(await scan(many(60, cut))).not.toHaveProperty('heldBack')
    },
  )

  it('is told beside tracks that had one name alone, and those of the list that lose all', async () => {
    const { scan } = openTable()
    const whole = (at: number) => ({ tags: at < 200 ? ['rock'] : ['pop', `tag${at % 4}`] })
    await scan(many(240, whole))
    const cut = (at: number) => ({ tags: at < 200 ? ['rock'] : at < 220 ? [] : ['pop'] })
    expect(await scan(many(240, cut))).toMatchObject({
      unchanged: 240,
      heldBack: expect.stringMatching(/^40 of 40 tracks with several tags/),
    })
  })

  it('is not what a person does: a few tracks, the lesser part, or names exchanged and added', async () => {
    const { scan } = openTable()
    const whole = (at: number) => ({ tags: ['rock', `tag${at % 4}`] })
    await scan(many(60, whole))
    const edits: readonly ((at: number) => readonly string[])[] = [
      (at) => (at < 30 ? ['rock'] : whole(at).tags),
      (at) => ['rock', `other ${at % 4}`],
      (at) => ['rock', `tag ${at % 4}`, 'loud'],
    ]
    for (const edit of edits) {
      expect(await scan(many(60, (at) => ({ tags: edit(at) })))).not.toHaveProperty('heldBack')
    }
    const small = openTable()
    await small.scan(many(20, whole))
    expect(await small.scan(many(20, () => ({ tags: ['rock'] })))).toMatchObject({ changed: 20 })
  })
})

describe('what holds by other names and other versions', () => {
  it('is not lost with a guest who is a main artist by now', async () => {
    const { scan } = openTable()
    await scan(many(60, () => ({ artists: people('Deru'), featured: people('Ika', 'Ola') })))
    const promoted = many(60, () => ({ artists: people('Deru', 'Ika', 'Ola') }))
    const taken = await scan(promoted)
    expect(taken).toMatchObject({ changed: 60 })
    expect(taken).not.toHaveProperty('heldBack')
  })

  it('is lost with the last version there is, withdrawn ones counted [promise: blocks-hold]', async () => {
    const { catalog, scan } = openTable()
    const versions = (prefix: string) =>
      many(60, (at) => ({ recordingId: recordingId(`song ${at}`) }), prefix)
    await scan([...versions('live'), ...versions('studio')])
    await scan(versions('studio'), 'withdrawMissing')
    expect(catalog.size).toBe(60)
    const apart = many(60, () => ({}), 'studio')
    expect(await scan(apart)).toMatchObject({
      unchanged: 60,
      heldBack: expect.stringMatching(/^60 of 60 tracks with other versions would lose all/),
    })
    expect(catalog.get(trackId('studio1'))?.recordingId).toBe('song 1')
  })
})

describe('a track that is held back', () => {
  it('is not written: what is sent of it meanwhile stays', async () => {
    const { catalog, meanwhile, scan } = openTable()
    await scan(many(60, () => ({ tags: ['rock', 'loud'] })))
    const sent = [
      ...many(60, () => ({ title: 'Sent', tags: ['rock', 'loud'] })),
      ...many(600, () => ({}), 'other'),
    ]
    let sending: Promise<unknown> = Promise.resolve()
    meanwhile(() => {
      sending = catalog.upsert(sent)
    })
    expect(await scan(many(60, () => ({ tags: ['rock'] })))).toMatchObject({
      read: 60,
      taken: 60,
      unchanged: 60,
      heldBack: expect.anything(),
    })
    await sending
    expect(catalog.get(trackId('t1'))).toMatchObject({ title: 'Sent', tags: ['rock', 'loud'] })
  })
})

describe('counting the versions of a catalogue', () => {
  const counting = async (after: (at: number) => Partial<Track>) => {
    const { catalog, scan } = openTable()
    const before = many(5_000, (at) => ({ recordingId: recordingId(`song ${at % 2_500}`) }))
    await scan(before)
    let looks = 0
    let inThisTurn = 0
    let mostInATurn = 0
    const looked = function* (tracks: Iterable<Track & { readonly key: TrackKey }>) {
      for (const track of tracks) {
        looks += 1
        inThisTurn += 1
        mostInATurn = Math.max(mostInATurn, inThisTurn)
        yield track
      }
    }
    const { rows } = holdBack(
      { kind: 'table', rows: rowsOf(before.map((track, at) => ({ ...track, ...after(at) }))) },
      {
        catalog: {
          get: (id) => catalog.get(id),
          keyOf: (id) => catalog.keyOf(id),
          tracks: () => looked(catalog.tracks()),
          withdrawn: () => looked(catalog.withdrawn()),
        },
        missing: () => ({ gone: [], had: 5_000, has: 5_000 }),
        isKnown: true,
        isMeant: { missing: false, changes: false },
        libraryId: 'one',
        nextTurn: async () => {
          inThisTurn = 0
        },
      },
    )
    for await (const row of rows) expect(row).toHaveProperty('track')
    return { looks, mostInATurn }
  }

  it('looks at none where none would move, whatever else changed', async () => {
    expect(await counting((at) => ({ title: `Tune ${at}` }))).toEqual({ looks: 0, mostInATurn: 0 })
  })

  it('looks at each once where some would, a slice in each turn', async () => {
    const { looks, mostInATurn } = await counting((at) =>
      at === 7 ? { recordingId: recordingId('alone') } : {},
    )
    expect(looks).toBe(5_000)
    expect(mostInATurn).toBeLessThanOrEqual(2_048)
  })
})
