import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { trackKey } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { newCataloguePath } from './catalogue-path.sample.ts'
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
    const names = [name, { ...name, kind: 'tag', was: 'dup', now: 'dub', isNew: true }] as const
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
})
