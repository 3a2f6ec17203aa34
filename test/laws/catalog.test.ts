import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type CatalogStore, nameKey, openCatalog, readTrack } from '#catalog'
import { creditsOf, type Track } from '#domain'

/**
 * Laws of the catalogue: whatever JSON comes in and in whatever order, reading is total and settled, keys are
 * given once, the same tracks again change nothing, and what is held in process equals what is stored.
 */
const name = fc.oneof(
  fc.constantFrom('Ola', 'Mira', 'OLA', 'Björn', 'A & B', 'Ola feat. Mira', 'Various Artists', '!!!', '音楽'),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const title = fc.oneof(
  fc.constantFrom(
    'Song (feat. Mira)',
    'Song ft. A & B',
    "Don't Stop",
    'Song [ft. X] (ft. Y)',
    'Intro',
    'feat. X',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const input = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    title,
    artists: maybe(
      fc.array(fc.oneof(name, fc.record({ id: name, name }), fc.record({ name })), { maxLength: 4 }),
    ),
    featured: maybe(fc.array(name, { maxLength: 3 })),
    release: maybe(fc.oneof(name, fc.record({ id: name, title: name }))),
    year: maybe(fc.integer({ min: 1900, max: 2100 })),
    durationMs: maybe(fc.oneof(fc.double({ min: 1_000, max: 100_000 }), fc.integer())),
    tags: maybe(fc.array(fc.oneof(fc.constantFrom('rock', ' Rock', 'hip hop'), name), { maxLength: 5 })),
    energy: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    audioUrl: maybe(fc.webUrl()),
    releasedAt: maybe(fc.constantFrom('2019-06-28', '0019-01-01', '2019')),
  },
  { requiredKeys: ['id', 'title'] },
)
const present = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
const tracks = fc
  .array(input, { maxLength: 12 })
  .map((inputs) =>
    inputs.map((fields) => readTrack(present(fields)).track).filter((track) => track !== undefined),
  )

const withStore = async (work: (store: CatalogStore) => Promise<void>): Promise<void> => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  try {
    await work(store)
  } finally {
    store.close()
  }
}

describe('reading a track', () => {
  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything(), input), (value) => {
        const reading = readTrack(value)
        expect(reading.track === undefined).toBe(typeof reading.refused === 'string')
      }),
      { numRuns: 2_000 },
    )
  })

  it('is settled: a track read again reads the same', () => {
    fc.assert(
      fc.property(input, (fields) => {
        const { track } = readTrack(present(fields))
        fc.pre(track !== undefined)
        expect(readTrack(JSON.parse(JSON.stringify(track)))).toEqual({ track })
      }),
      { numRuns: 2_000 },
    )
  })

  it('credits nobody twice and tags nothing twice', () => {
    fc.assert(
      fc.property(input, (fields) => {
        const { track } = readTrack(present(fields))
        fc.pre(track !== undefined)
        const ids = creditsOf(track).map((credit) => credit.id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(track.tags).size).toBe(track.tags.length)
        for (const credit of creditsOf(track)) expect(nameKey(credit.name)).not.toBe('')
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the catalogue', () => {
  it('changes nothing when the same tracks come again', () =>
    fc.assert(
      fc.asyncProperty(tracks, (batch) =>
        withStore(async (store) => {
          const catalog = openCatalog(store)
          // Of several tracks with one id the last stays, so that is the batch that was stored.
          await catalog.upsert(batch)
          const last = [...new Map(batch.map((track) => [track.id, track])).values()]
          const before = [...store.scan()]
          const { revision } = catalog
          expect(await catalog.upsert(last)).toEqual({ added: 0, changed: 0, unchanged: last.length })
          expect([...store.scan()]).toEqual(before)
          expect(catalog.revision).toBe(revision)
        }),
      ),
      { numRuns: 60 },
    ))

  it('gives every id one key, for good, and no key twice', () =>
    fc.assert(
      fc.asyncProperty(fc.array(tracks, { maxLength: 5 }), (batches) =>
        withStore(async (store) => {
          const catalog = openCatalog(store)
          const keys = new Map<string, number>()
          for (const batch of batches) {
            await catalog.upsert(batch)
            for (const track of catalog.tracks()) {
              expect(keys.get(track.id) ?? track.key).toBe(track.key)
              keys.set(track.id, track.key)
            }
          }
          expect(new Set(keys.values()).size).toBe(keys.size)
        }),
      ),
      { numRuns: 40 },
    ))

  it('is the same whether it grew or was opened', () =>
    fc.assert(
      fc.asyncProperty(fc.array(tracks, { maxLength: 5 }), (batches) =>
        withStore(async (store) => {
          const grown = openCatalog(store)
          for (const batch of batches) await grown.upsert(batch)
          const opened = openCatalog(store)
          const byId = <Entry extends { readonly id: string }>(entries: Iterable<Entry>) =>
            [...entries].sort((a, b) => (a.id < b.id ? -1 : 1))
          expect([...grown.tracks()]).toEqual([...opened.tracks()])
          expect(byId(grown.artists())).toEqual(byId(opened.artists()))
          expect(grown.tags()).toEqual(opened.tags())
          for (const { tag } of grown.tags()) expect(grown.withTag(tag)).toEqual(opened.withTag(tag))
        }),
      ),
      { numRuns: 60 },
    ))

  it('finds every track by its own title and artist, also after changes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(tracks, { maxLength: 4 }), (batches) =>
        withStore(async (store) => {
          const catalog = openCatalog(store)
          for (const batch of batches) await catalog.upsert(batch)
          const findable = (text: string) => /^[\p{L}\p{N} '.&-]*[\p{L}\p{N}][\p{L}\p{N} '.&-]*$/u.test(text)
          const texts = (track: Track) => [track.title, ...creditsOf(track).map((credit) => credit.name)]
          for (const track of catalog.tracks()) {
            for (const text of texts(track).filter(findable)) {
              expect(catalog.search(text, 100).trackIds, JSON.stringify(text)).toContain(track.id)
            }
          }
        }),
      ),
      { numRuns: 60 },
    ))
})

describe('searching', () => {
  it('never throws on any text, answers at most as many as asked, and only tracks there are', () =>
    withStore(async (store) => {
      const catalog = openCatalog(store)
      const batch = ["Don't Stop", 'Moonlight Sonata', '音楽', 'NEAR AND OR NOT', '♥'].map((text, at) => ({
        id: `t${at}`,
        title: text,
        artists: ['Ola "Quote" Brenn'],
        tags: ['rock'],
      }))
      await catalog.upsert(
        batch.map((fields) => readTrack(fields).track).filter((track) => track !== undefined),
      )
      const syntax = fc
        .array(
          fc.constantFrom(
            '"',
            '*',
            'NEAR(',
            ')',
            ' AND ',
            ' OR ',
            'NOT ',
            '^',
            ':',
            '-',
            '{title}',
            'moonlihgt',
            'a',
          ),
        )
        .map((parts) => parts.join(''))
      const query = fc.oneof(
        syntax,
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ unit: 'grapheme', maxLength: 50 }),
        fc.string({ minLength: 900, maxLength: 1_500 }),
      )
      fc.assert(
        fc.property(query, fc.integer({ min: -1, max: 5 }), (text, limit) => {
          const { trackIds } = catalog.search(text, limit)
          expect(trackIds.length).toBeLessThanOrEqual(Math.max(0, limit))
          expect(new Set(trackIds).size).toBe(trackIds.length)
          for (const id of trackIds) expect(catalog.get(id)).toBeDefined()
        }),
        { numRuns: 2_000 },
      )
    }))
})
