import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { AppError, artistId, releaseId, type Track, trackId } from '#domain'
import { catalogStoreContract } from '../../catalog/catalog-store.contract.ts'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { newCataloguePath } from './catalogue-path.sample.ts'
import { catalogStoreOn, openSqliteCatalogStore } from './sqlite-catalog-store.ts'
import { openCatalogDatabase } from './sqlite-catalog-store-database.ts'

catalogStoreContract('the SQLite catalogue store in memory', () => ({
  store: openSqliteCatalogStore({ path: ':memory:' }),
}))

catalogStoreContract('the SQLite catalogue store in a file', () => {
  const path = newCataloguePath()
  return { store: openSqliteCatalogStore({ path }), reopen: () => openSqliteCatalogStore({ path }) }
})

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
  return undefined
}

/** A word of six letters of its own for every number. */
const nameOf = (number: number): string =>
  Array.from({ length: 6 }, (_, place) => 'abcdefghij'[Math.floor(number / 10 ** place) % 10]).join('')

const wordsIn = (path: string) => {
  const database = new DatabaseSync(path, { readOnly: true })
  const words = database.prepare('SELECT word, tracks FROM words ORDER BY word').all()
  const forms = database.prepare('SELECT form FROM word_forms ORDER BY form').all()
  database.close()
  return { words, forms }
}

describe('the SQLite catalogue store', () => {
  it('says what to do when the file is no catalogue, newer than itself, or out of reach', () => {
    const path = newCataloguePath()
    writeFileSync(path, 'this is a text, not a database, and long enough to be looked at as one')
    expect(codeOf(() => openSqliteCatalogStore({ path }))).toBe('storage-failed')
    expect(codeOf(() => openSqliteCatalogStore({ path: join(path, 'below', 'a-file') }))).toBe(
      'storage-failed',
    )
    const newer = newCataloguePath()
    const database = new DatabaseSync(newer)
    database.exec('PRAGMA user_version = 99')
    database.close()
    expect(codeOf(() => openSqliteCatalogStore({ path: newer }))).toBe('storage-failed')
  })

  it('opens a catalogue of format 2, which knew no withdrawal', async () => {
    const path = newCataloguePath()
    const first = openSqliteCatalogStore({ path })
    await first.upsert([sampleTrack('a'), sampleTrack('b')])
    first.close()
    const database = new DatabaseSync(path)
    database.exec('DROP TABLE withdrawn_tracks; PRAGMA user_version = 2')
    database.close()
    const store = openSqliteCatalogStore({ path })
    expect(await store.withdraw([trackId('a')])).toBe(1)
    expect([...store.scan()].map((track) => track.id)).toEqual(['b'])
    expect(await store.upsert([sampleTrack('a')])).toMatchObject({ added: 1 })
    expect([...store.scan()].map((track) => track.key)).toEqual([1, 2])
    store.close()
  })

  it('opens a catalogue of format 5, which did not know what artists were called before', async () => {
    const path = newCataloguePath()
    const first = openSqliteCatalogStore({ path })
    await first.upsert([sampleTrack('a')])
    first.close()
    const database = new DatabaseSync(path)
    database.exec('DROP TABLE former_names; DROP TABLE name_links; PRAGMA user_version = 5')
    database.close()
    const again = openSqliteCatalogStore({ path })
    expect([[...again.formerNames()], [...again.nameLinks()]]).toEqual([[], []])
    expect([...again.scan()].map((track) => track.id)).toEqual(['a'])
    again.close()
  })

  it('opens a catalogue of format 3, which kept of a withdrawn track its id and key only', async () => {
    const path = newCataloguePath()
    const first = openSqliteCatalogStore({ path })
    await first.upsert([sampleTrack('a'), sampleTrack('b')])
    first.close()
    const database = new DatabaseSync(path)
    database.exec(`
      DROP TABLE withdrawn_tracks;
      CREATE TABLE withdrawn (id TEXT PRIMARY KEY, key INTEGER NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
      INSERT INTO withdrawn VALUES ('it''s "gone"', 3);
      PRAGMA user_version = 3;
    `)
    database.close()
    const store = openSqliteCatalogStore({ path })
    const gone = sampleTrack('it\'s "gone"', { title: '', artists: [] })
    expect([...store.withdrawn()]).toEqual([{ ...gone, key: 3 }])
    await store.upsert([gone])
    expect(store.get([gone.id])[0]?.key).toBe(3)
    expect([...store.withdrawn()]).toEqual([])
    store.close()
  })

  it('keeps the words of what its tracks are called now, however often they were renamed', async () => {
    const path = newCataloguePath()
    const store = openSqliteCatalogStore({ path })
    for (let turn = 0; turn < 50; turn++) {
      const title = `${nameOf(3 * turn)} ${nameOf(3 * turn + 1)} ${nameOf(3 * turn + 2)} renamed`
      await store.upsert([sampleTrack('one', { title }), sampleTrack('two', { title: nameOf(turn) })])
    }
    await store.upsert([sampleTrack('one', { title: 'Last' })])
    await store.withdraw([trackId('two')])
    expect(store.search('lats', 5)).toEqual({ trackIds: ['one'], corrected: 'last' })
    expect(store.search('renamed', 5).trackIds).toEqual([])
    store.close()
    const fresh = newCataloguePath()
    const other = openSqliteCatalogStore({ path: fresh })
    await other.upsert([sampleTrack('one', { title: 'Last' })])
    other.close()
    expect(wordsIn(path)).toEqual(wordsIn(fresh))
  })

  it('lets go of the words that a file of format 4 kept for no track', async () => {
    const path = newCataloguePath()
    const first = openSqliteCatalogStore({ path })
    await first.upsert([sampleTrack('one', { title: 'Harbour' })])
    first.close()
    const before = wordsIn(path)
    const database = new DatabaseSync(path)
    database.exec(`
      INSERT INTO words (key, word, tracks) VALUES (1000, 'harmony', 0);
      INSERT INTO word_forms SELECT form + 1, 1000 FROM word_forms;
      PRAGMA user_version = 4;
    `)
    database.close()
    openSqliteCatalogStore({ path }).close()
    expect(wordsIn(path)).toEqual(before)
  })

  it('reports a full disk as such and loses nothing', async () => {
    const database = openCatalogDatabase(newCataloguePath())
    database.exec('PRAGMA max_page_count = 60')
    const store = catalogStoreOn(database)
    const many = Array.from({ length: 2_000 }, (_, at) =>
      sampleTrack(`t${at}`, { title: `Word${at} number ${at}` }),
    )
    await store.upsert([sampleTrack('kept')])
    await expect(store.upsert(many)).rejects.toMatchObject({ code: 'disk-full' })
    expect([...store.scan()].map((track) => track.id)).toEqual(['kept'])
    store.close()
  })

  it('never gives a key out again, even after its track was taken away by hand', async () => {
    const path = newCataloguePath()
    const store = openSqliteCatalogStore({ path })
    await store.upsert([sampleTrack('a'), sampleTrack('b')])
    store.close()
    const database = new DatabaseSync(path)
    database.exec("DELETE FROM tracks WHERE id = 'b'")
    database.close()
    const again = openSqliteCatalogStore({ path })
    await again.upsert([sampleTrack('c')])
    expect(again.get([trackId('c')])[0]?.key).toBe(3)
    again.close()
  })

  it('opens a file of format 1, keeps its tracks and keys, and gives it an identity for good', async () => {
    const path = newCataloguePath()
    const store = openSqliteCatalogStore({ path })
    await store.upsert([sampleTrack('a'), sampleTrack('b')])
    const before = [...store.scan()]
    store.close()
    const database = new DatabaseSync(path)
    database.exec('DROP TABLE catalogue; DROP TABLE withdrawn_tracks; PRAGMA user_version = 1')
    database.close()
    const opened = openSqliteCatalogStore({ path })
    expect([...opened.scan()]).toEqual(before)
    const { identity } = opened
    expect(identity).toMatch(/^[0-9a-f]{32}$/)
    expect(opened.revision()).toBeGreaterThan(0)
    opened.close()
    const again = openSqliteCatalogStore({ path })
    expect(again.identity).toBe(identity)
    again.close()
  })

  it.each([
    'not json',
    'null',
    '{"id":"a","recordingId":"a","title":"T"}',
    '{"id":"a","recordingId":"a","title":"T","artists":[],"featured":[],"tags":[],"availability":{"markets":"SE"}}',
    '{"id":"a","recordingId":"a","title":"T","artists":[],"featured":[],"tags":[],"availability":{"until":"soon"}}',
    '{"id":"a","recordingId":"a","title":"T","artists":[7],"featured":[],"tags":[]}',
  ])('leaves out a track that cannot be read, and takes it again: %s', async (body) => {
    const path = newCataloguePath()
    const store = openSqliteCatalogStore({ path })
    await store.upsert([sampleTrack('a'), sampleTrack('b')])
    const [before] = store.get([trackId('a')])
    store.close()
    const database = new DatabaseSync(path)
    database.prepare("UPDATE tracks SET body = ? WHERE id = 'a'").run(body)
    database.close()
    const unread: string[] = []
    const again = openSqliteCatalogStore({ path, onUnreadable: ({ id }) => unread.push(id) })
    expect([...again.scan()].map(({ id }) => id)).toEqual(['b'])
    expect(unread).toEqual(['a'])
    expect([...again.withdrawn()]).toMatchObject([{ id: 'a', key: before?.key }])
    expect(again.get([trackId('a')])).toEqual([undefined])
    await again.upsert([sampleTrack('a')])
    expect(again.get([trackId('a')])).toEqual([before])
    expect([...again.scan()]).toHaveLength(2)
    expect([...again.withdrawn()]).toEqual([])
    again.close()
  })

  it('keeps broad queries cheap without losing matches', async () => {
    const store = openSqliteCatalogStore({ path: ':memory:' })
    const many = Array.from({ length: 2_500 }, (_, at) =>
      sampleTrack(`t${at}`, { title: at === 2_400 ? 'Electronic' : `Song ${at}`, tags: ['electronic'] }),
    )
    await store.upsert(many)
    const { trackIds } = store.search('electronic', 20)
    expect(trackIds[0]).toBe('t2400')
    expect(trackIds).toHaveLength(20)
    expect(new Set(trackIds).size).toBe(20)
    store.close()
  })
})

it('finds a track by whatever was corrected of it, and as before where no word was', async () => {
  const by = (name: string) => [{ id: artistId(name), name }]
  const store = openSqliteCatalogStore({ path: ':memory:' })
  await store.upsert([sampleTrack('a', { title: 'Alpha', tags: ['first'], label: 'Firma' })])
  const corrections: readonly (readonly [Partial<Track>, found: string, lost: string | undefined])[] = [
    [{ year: 1990 }, 'alpha', undefined],
    [{ title: 'Omega' }, 'omega', 'alpha'],
    [{ artists: by('Somebody') }, 'somebody', 'nobody'],
    [{ featured: by('Guesting') }, 'guesting', undefined],
    [{ release: { id: releaseId('r'), title: 'Winter' } }, 'winter', undefined],
    [{ release: { id: releaseId('r'), title: 'Summer' } }, 'summer', 'winter'],
    [{ tags: ['second'] }, 'second', 'first'],
    [{ label: 'Werke' }, 'werke', 'firma'],
    [{ durationMs: 1_000 }, 'omega', undefined],
  ]
  let track = sampleTrack('a', { title: 'Alpha', tags: ['first'], label: 'Firma' })
  for (const [change, found, lost] of corrections) {
    track = { ...track, ...change }
    expect(await store.upsert([track])).toMatchObject({ changed: 1 })
    expect(store.search(found, 5).trackIds).toEqual(['a'])
    if (lost !== undefined) expect(store.search(lost, 5).trackIds).toEqual([])
  }
})
