import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { trackKey } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { newCataloguePath } from './catalogue-path.sample.ts'
import { filledCatalogue, lastPagesOf, openMending, overwrite, pagesOf } from './damaged-catalogue.sample.ts'
import { openSqliteCatalogStore } from './sqlite-catalog-store.ts'

describe('the names that the SQLite catalogue store keeps', () => {
  it('keeps what tracks were called and which names are one, the newest of these, in a file too [promise: blocks-follow-names]', async () => {
    const path = newCataloguePath()
    const store = openSqliteCatalogStore({ path })
    const link = (at: number) => ({ kind: 'tag', was: `${at}`, now: `${at + 1}` }) as const
    const all = Array.from({ length: 20 }, (_, at) => link(at))
    await store.link(all, 15)
    await store.link([link(7), link(20)], 15)
    await store.upsert([sampleTrack('a')])
    const name = { kind: 'artist', was: 'a', name: 'A', holds: true, isNew: false } as const
    const names = [name, { ...name, kind: 'tag', was: 'dup', now: 'dub', isNew: true, song: 'S' }] as const
    const [first, second] = [trackKey(1), trackKey(2)]
    await store.upsert(
      [],
      [
        { key: second, names: [name] },
        { key: first, names: [] },
      ],
    )
    await store.upsert(
      [],
      [
        { key: first, names },
        { key: second, names: [] },
      ],
    )
    store.close()
    const again = openSqliteCatalogStore({ path })
    expect([...again.formerNames()]).toEqual([{ key: first, names }])
    expect([...again.nameLinks()]).toEqual([...all.slice(6), link(20)])
    again.close()
  })

  it('opens a catalogue of formats 6 and 7, which judged pairs of names by the day', async () => {
    for (const format of [6, 7]) {
      const path = newCataloguePath()
      const first = openSqliteCatalogStore({ path })
      await first.upsert([sampleTrack('a', { tags: ['Punk', 'k-pop'] })])
      first.close()
      const database = new DatabaseSync(path)
      const pairs = `('tag', 'dup', 'dup', 'dub', 'respelt'), ('tag', 'punk', 'Punk', 'funk', 'respelt'),
        ('tag', 'kpop', 'k-pop', 'jpop', 'respelt'), ('artist', 'artist:nobody known', 'N', 'e', 'respelt'), ('artist', 'a', 'A', 'b', 'new'), ('artist', 'c', 'C', 'd', 'other')`
      database.exec(`
        DROP TABLE former_names; DROP TABLE name_links;
        CREATE TABLE renamings (
          kind TEXT NOT NULL, was TEXT NOT NULL, name TEXT NOT NULL, now TEXT NOT NULL, how TEXT NOT NULL,
          UNIQUE (kind, was, now)) STRICT;
        INSERT INTO renamings VALUES ${pairs};
        PRAGMA user_version = 6;
      `)
      if (format === 7)
        database.exec(`
          CREATE TABLE renamed (
            kind TEXT NOT NULL, was TEXT NOT NULL, name TEXT NOT NULL, now TEXT NOT NULL, how TEXT NOT NULL,
            tracks INTEGER NOT NULL, UNIQUE (kind, was, now)) STRICT;
          INSERT INTO renamed SELECT *, 3 FROM renamings ORDER BY rowid;
          DROP TABLE renamings;
          PRAGMA user_version = 7;
        `)
      database.close()
      const store = openSqliteCatalogStore({ path })
      expect([...store.nameLinks()]).toEqual([
        { kind: 'tag', was: 'dup', now: 'dub' },
        { kind: 'artist', was: 'artist:nobody known', now: 'e' },
        { kind: 'artist', was: 'a', now: 'b' },
      ])
      store.close()
    }
  })

  it('opens a catalogue of format 9, which set no names aside', async () => {
    const path = newCataloguePath()
    const first = openSqliteCatalogStore({ path })
    const name = { kind: 'artist', was: 'a', name: 'A', holds: true, isNew: false } as const
    const names = [{ key: trackKey(1), names: [name] }]
    await first.upsert([], names)
    first.close()
    const database = new DatabaseSync(path)
    database.exec('ALTER TABLE former_names DROP COLUMN song; PRAGMA user_version = 9')
    database.close()
    const store = openSqliteCatalogStore({ path })
    expect([...store.formerNames()]).toEqual(names)
    store.close()
  })
})

/** A file with names of many tracks and many links, and what it says at the next start and the one after. */
const damagedNames = async (damage: (path: string) => void) => {
  const path = newCataloguePath()
  const first = openSqliteCatalogStore({ path })
  await first.upsert([sampleTrack('a')])
  const name = { kind: 'artist', was: 'a'.repeat(50), name: 'A', holds: true, isNew: false } as const
  const names = Array.from({ length: 400 }, (_, at) => ({ key: trackKey(at + 1), names: [name, name] }))
  await first.upsert([], names)
  const links = Array.from({ length: 400 }, (_, at) => ({
    ...{ kind: 'tag' as const, was: `${at}`.padStart(50, '-'), now: 'dub' },
  }))
  await first.link(links, 1_000)
  first.close()
  damage(path)
  const said: { readonly names: number; readonly links: number; readonly faults: readonly string[] }[] = []
  for (let start = 0; start < 2; start++) {
    const { faults, store } = openMending(path)
    const [kept, linked] = [[...store.formerNames()], [...store.nameLinks()]]
    const keys = new Set(kept.map(({ key }) => key))
    expect(kept).toEqual(names.filter(({ key }) => keys.has(key)))
    expect(linked).toEqual(links.filter(({ was }) => linked.some((one) => one.was === was)))
    // Once it is mended.
    await store.upsert([sampleTrack('b')])
    said.push({ names: kept.length, links: linked.length, faults: faults.map(({ message }) => message) })
    expect([[...store.formerNames()], [...store.nameLinks()]]).toEqual([kept, linked])
    expect(store.amiss).toBeUndefined()
    store.close()
  }
  return said
}
const lost = expect.stringMatching(/^Of what tracks.*a block on an old spelling may have ended.*backup/)

describe('a damaged page of names', () => {
  it('costs the names on it, is told and is mended, and no start [promise: damage-mended]', async () => {
    const [first, second] = await damagedNames((path) => overwrite(path, lastPagesOf(path, 'former_names')))
    expect(first).toEqual({ names: expect.any(Number), links: 400, faults: [lost] })
    expect(first?.names).toBeGreaterThan(350)
    expect(first?.names).toBeLessThan(400)
    expect(second).toEqual({ ...first, faults: [] })
  })

  it('costs no link, for the index has all of them [promise: damage-mended]', async () => {
    const [first, second] = await damagedNames((path) => overwrite(path, pagesOf(path, 'name_links')))
    expect(first).toMatchObject({ names: 400, links: 400, faults: [expect.stringMatching(/made again/)] })
    expect(second).toEqual({ names: 400, links: 400, faults: [] })
  })

  it('costs those links that the index has not either [promise: damage-mended]', async () => {
    const [first] = await damagedNames((path) => {
      overwrite(path, lastPagesOf(path, 'name_links'))
      overwrite(path, lastPagesOf(path, 'sqlite_autoindex_name_links_1'))
    })
    expect(first?.faults).toEqual([lost])
    expect(first?.links).toBeGreaterThan(300)
    expect(first?.links).toBeLessThan(400)
  })

  it('that is met by the check while tracks are served costs no more [promise: damage-mended]', async () => {
    const { path, before } = await filledCatalogue(dirname(newCataloguePath()))
    const { faults, store } = openMending(path)
    expect([...store.formerNames()]).toEqual(before.formerNames)
    overwrite(path, pagesOf(path, 'former_names'))
    await store.check()
    expect(faults.map(({ code }) => code)).toEqual(['not-ready', 'corrupt-record'])
    expect([store.amiss, [...store.formerNames()]]).toEqual([undefined, []])
    expect([...store.nameLinks()]).toEqual(before.nameLinks)
    expect([...store.scan()]).toEqual(before.tracks)
    store.close()
    expect(readdirSync(dirname(path))).toContain('catalogue.db.damaged-1-names')
  })
})
