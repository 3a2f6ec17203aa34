import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createLibraryRecords, readLibrary } from '#adapters/files'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Catalog, createLibraries, openCatalog, releaseBy } from '#catalog'
import { artistId, type Track } from '#domain'
import { sampleMp3 } from '../../src/adapters/files/sample-audio.ts'
import { openSampleApp, sampleNow } from '../../src/edges/http/app.sample.ts'

/**
 * A folder that an older Segue read by other rules ("AC/DC" as two artists, "A; B" as one, an album parted by a guest) is
 * read again by those of today, although no file was written: what listeners said holds.
 */
const songs: readonly (readonly [artist: string, before: readonly string[]])[] = [
  ['AC/DC', ['AC', 'DC']],
  ['Jay-Z; Kanye West', ['Jay-Z; Kanye West']],
  ['Jay-Z feat. Alicia Keys', ['Jay-Z']],
]
const perSong = 30

const openFolder = () => {
  const base = mkdtempSync(join(tmpdir(), 'segue-read-otherwise-'))
  onTestFinished(() => rmSync(base, { recursive: true, force: true }))
  const music = join(base, 'music')
  mkdirSync(music)
  for (let at = 0; at < songs.length * perSong; at++) {
    const [artist = ''] = songs[at % songs.length] ?? []
    const tags = { TIT2: `Song ${at}`, TPE1: artist, TALB: artist.slice(0, 5) }
    writeFileSync(join(music, `${at}.mp3`), sampleMp3(60 + at, tags, `${at}`))
  }
  const records = createLibraryRecords(base, ({ message }) => expect.fail(message))
  const scan = (catalog: Catalog) =>
    createLibraries({ catalog, records, open: readLibrary, newId: randomUUID }).scan(music)
  return { records, scan }
}

const asBefore = (track: Track): Track => {
  const at = Number(track.title.slice('Song '.length))
  const [written = '', names = []] = songs[at % songs.length] ?? []
  const artists = names.map((name) => ({ id: artistId(`artist:${name.toLowerCase()}`), name }))
  return { ...track, artists, release: { ...releaseBy(written.slice(0, 5), undefined) } }
}

const counted = z.object({ hiddenByBlocks: z.number() })

test('likes and blocks hold when files are read by other rules than before [promise: blocks-follow-names]', async () => {
  const { records, scan } = openFolder()
  const now = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await scan(now)
  const { app, catalog } = await openSampleApp()
  await catalog.upsert([...now.tracks()].map(asBefore))
  // As an older Segue wrote it.
  records.write(
    records.read().map((record) => ({
      ...record,
      files: Object.fromEntries(
        Object.entries(record.files).map(([name, { tags: _, ...file }]) => [name, file]),
      ),
    })),
  )
  const listeners = ['artist:ac', 'artist:dc', 'artist:jay-z; kanye west', 'artist:jay-z']
  const ask = (method: 'GET' | 'PUT', url: string) => app.inject({ method, url })
  const hidden = async () => {
    const counts: number[] = []
    for (const id of listeners) {
      const url = `/v1/tracks?listenerId=${encodeURIComponent(id)}`
      counts.push(counted.parse((await ask('GET', url)).json()).hiddenByBlocks)
    }
    return counts
  }
  for (const id of listeners) {
    const name = encodeURIComponent(id)
    expect((await ask('PUT', `/v1/listeners/${name}/blocks/artist/${name}`)).statusCode).toBe(204)
  }
  const liked = [...catalog.tracks()].slice(0, 9).map(({ id }) => id)
  const likes = { type: 'track.liked', listenerId: 'liking', at: sampleNow }
  const payload = liked.map((trackId, at) => ({ ...likes, id: `like-${at}`, trackId }))
  await app.inject({ method: 'POST', url: '/v1/events', payload })
  const before = await hidden()
  expect(before).toEqual([perSong, perSong, perSong, perSong])
  expect(await scan(catalog)).toMatchObject({ added: 0, withdrawn: 0, changed: songs.length * perSong })
  expect([...catalog.tracks()].map(({ id, artists }) => [id, artists])).toEqual(
    [...now.tracks()].map(({ id, artists }) => [id, artists]),
  )
  // Who blocked Jay-Z is spared what he sings with others, too.
  expect(await hidden()).toEqual([perSong, perSong, perSong, perSong * 2])
  const { body } = await ask('GET', '/v1/listeners/liking/likes')
  expect(liked.filter((id) => !body.includes(id))).toEqual([])
  expect(await scan(catalog)).toMatchObject({ changed: 0 })
})
