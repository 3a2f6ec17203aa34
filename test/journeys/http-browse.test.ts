import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ask, createAsking } from './asking.ts'
import { browsingLibrary } from './catalogue-for-browsing.ts'
import { type StartedServer, startServer } from './started-server.ts'

/** Leafing through the catalogue over real HTTP, every answer held against the server's own OpenAPI document. */
let folder: string
let server: StartedServer
let ask: Ask

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'segue-browse-'))
  server = await startServer({ library: browsingLibrary(folder), args: ['--listeners', '10', '--days', '5'] })
  ask = (await createAsking(server.url)).ask
})
afterAll(async () => {
  await server?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const get = async (path: string): Promise<unknown> => {
  const { status, body } = await ask('GET', path)
  expect(status, path).toBe(200)
  return body
}

describe('leafing through the catalogue', () => {
  it('counts, orders, filters and pages artists', async () => {
    const all = 130 + 6 + 3
    expect(await get('/v1/artists?limit=2')).toMatchObject({
      total: all,
      artists: [
        { name: 'Act 000', tracks: 2, releases: 1 },
        { name: 'Act 001', tracks: 2, releases: 1 },
      ],
    })
    expect(await get('/v1/artists?limit=1&offset=2')).toMatchObject({ artists: [{ name: 'Act 002' }] })
    expect(await get('/v1/artists?order=tracks&limit=1')).toMatchObject({ artists: [{ name: 'Ola Brenn' }] })
    expect(await get('/v1/artists?q=GUEST+act')).toMatchObject({ total: 6 })
    expect(await get(`/v1/artists?offset=${all}`)).toMatchObject({ total: all, artists: [] })
  })

  it('lists releases by year, title and size, and the years with their counts', async () => {
    expect(await get('/v1/releases?limit=2')).toMatchObject({
      total: 69,
      releases: [{ title: 'Best of Ola' }, { title: 'Gathered', artistCount: 6, tracks: 6 }],
    })
    expect(await get('/v1/releases?year=2012')).toMatchObject({
      total: 1,
      releases: [{ title: 'Harbour', durationMs: 600_000, label: 'Quay' }],
    })
    expect(await get('/v1/years')).toMatchObject({
      total: 23,
      years: expect.arrayContaining([{ year: 2020, tracks: 1, releases: 1 }]),
    })
  })

  it('pages tags and the tracks of one', async () => {
    expect(await get('/v1/tags?limit=1')).toMatchObject({
      total: 95,
      tags: [{ tag: 'electronic', tracks: 260 }],
    })
    expect(await get('/v1/tags?q=tag&order=name&offset=89')).toMatchObject({ tags: [{ tag: 'tag 89' }] })
    expect(await get('/v1/tracks?tag=electronic&offset=250')).toMatchObject({ total: 260 })
    expect(await get('/v1/tracks?tag=sea&order=title')).toMatchObject({
      tracks: [{ id: 'harbour-1' }, { id: 'harbour-2' }, { id: 'harbour-3' }, { id: 'harbour-4' }],
    })
  })

  it('shows a release in the order of the record, with what its tracks share', async () => {
    expect(await get('/v1/releases/release-harbour')).toMatchObject({
      title: 'Harbour',
      year: 2012,
      durationMs: 600_000,
      licenceUrl: 'https://creativecommons.org/licenses/by/4.0/',
      trackList: [1, 2, 3, 4].map((number) => ({ number, track: { id: `harbour-${number}` } })),
    })
  })

  it('shows an artist with releases, guest appearances and artists like them', async () => {
    const guest = encodeURIComponent('artist:mira voss')
    expect(await get(`/v1/artists/${guest}`)).toMatchObject({ tracks: 1, guestTracks: 1, releaseList: [] })
    expect(await get(`/v1/tracks?artistId=${guest}&role=guest`)).toMatchObject({
      tracks: [{ id: 'harbour-4' }],
    })
    expect(await get(`/v1/tracks?artistId=${guest}&role=main`)).toMatchObject({ total: 0 })
    const ola = encodeURIComponent('artist:ola brenn')
    expect(await get(`/v1/artists/${ola}`)).toMatchObject({
      releaseList: [{ title: 'Best of Ola' }, { title: 'Harbour' }],
      tags: [{ tag: 'folk', tracks: 5 }, { tag: 'sea' }],
    })
    const near = JSON.stringify(await get(`/v1/artists/${ola}/similar?limit=5`))
    expect(near).toContain('artist:')
    expect(near).not.toContain('artist:ola brenn')
  })

  it('shows a track with the other versions of its recording', async () => {
    expect(await get('/v1/tracks/harbour-1')).toMatchObject({
      label: 'Quay',
      trackNumber: 1,
      versions: [{ id: 'best-of-1' }],
    })
  })

  it('lists a recording once where one version of each is asked for, the first of the order', async () => {
    const ola = `/v1/tracks?artistId=${encodeURIComponent('artist:ola brenn')}`
    expect(await get(ola)).toMatchObject({ total: 5 })
    const byTitle = ['harbour-1', 'harbour-2', 'harbour-3', 'harbour-4'].map((id) => ({ id }))
    expect(await get(`${ola}&order=title&versions=first`)).toMatchObject({ total: 4, tracks: byTitle })
    expect(await get(`${ola}&order=title&versions=first&offset=3&limit=1`)).toMatchObject({
      total: 4,
      tracks: byTitle.slice(3),
    })
    expect(await get(`${ola}&order=newest&versions=first&limit=1`)).toMatchObject({
      total: 4,
      tracks: [{ id: 'best-of-1' }],
    })
    expect(await get('/v1/tracks?versions=first&limit=1')).toMatchObject({ total: 271 })
    expect(await get(`${ola}&year=2012&versions=first`)).toMatchObject({ total: 4 })
  })

  it('leaves out what a listener blocked, and says how much', async () => {
    await ask('PUT', '/v1/listeners/me/blocks/artist/artist%3Amira%20voss')
    expect(await get('/v1/tracks?tag=sea&listenerId=me')).toMatchObject({ total: 3, hiddenByBlocks: 1 })
    await ask('PUT', '/v1/listeners/me/blocks/tag/folk')
    const near = JSON.stringify(await get('/v1/artists/artist%3Aact%20001/similar?limit=50&listenerId=me'))
    expect(near).not.toContain('Ola Brenn')
  })

  it.each(['/v1/artists/nobody', '/v1/releases/none', '/v1/artists/nobody/similar'])(
    'answers 404 for %s',
    async (path) => {
      expect(await ask('GET', path)).toMatchObject({ status: 404, body: { code: 'not-found' } })
    },
  )

  it.each(['/v1/artists?limit=0', '/v1/releases?order=loudness', '/v1/tags?offset=-1'])(
    'refuses %s',
    async (path) => {
      expect(await ask('GET', path)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    },
  )
})
