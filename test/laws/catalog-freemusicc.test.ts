import { describe, expect, it } from 'vitest'
import { fetchFreemusicc, readFreemusicc } from '#adapters/files'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { importTracks, openCatalog } from '#catalog'
import { creditsOf } from '#domain'

/**
 * The real freemusi.cc catalogue, where a mirror of it is at hand: everything in it becomes a track, and what
 * people would type finds it. Only counts and ids are compared; no row of it stands here.
 */
const mirror = process.env.SEGUE_MIRROR
const reason = 'SEGUE_MIRROR is not set: no freemusi.cc catalogue to read'

const noNetwork: typeof globalThis.fetch = () => Promise.reject(new Error('this test asks nobody'))

describe('the freemusi.cc catalogue', () => {
  it('comes in whole, twice the same, and is found by words, guests and typos', async ({ skip }) => {
    if (mirror === undefined) return skip(reason)
    const folder = await fetchFreemusicc({ mirror, cacheFolder: '', fetch: noNetwork })
    const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
    const report = await importTracks(catalog, await readFreemusicc(folder))
    expect(report).toMatchObject({ read: 21_502, taken: 21_502, added: 21_502, refused: {} })
    const again = await importTracks(catalog, await readFreemusicc(folder))
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 21_502 })
    expect(catalog.revision).toBeGreaterThan(0)

    const tracks = [...catalog.tracks()]
    expect(tracks.every((track) => track.title.trim() !== '')).toBe(true)
    expect(tracks.every((track) => track.audioUrl?.startsWith('http'))).toBe(true)
    const people = [...catalog.artists()].map((artist) => artist.name.toLowerCase())
    expect(people).not.toContain('various artists')
    expect(people.filter((name) => /ã[¡-¿]/.test(name))).toEqual([])

    const guests = tracks.filter((track) => track.featured.length > 0)
    expect(guests.length).toBeGreaterThan(400)
    for (const track of guests.slice(0, 50)) {
      const [guest] = track.featured
      if (guest === undefined) continue
      const found = catalog.search(guest.name, 500).trackIds
      expect(found.some((id) => catalog.get(id)?.featured.some(({ id: who }) => who === guest.id))).toBe(true)
    }

    const mended = [...catalog.artists()]
      .filter((artist) => /^[a-z]{9,}$/.test(artist.name.toLowerCase()) && artist.trackKeys.length > 20)
      .slice(0, 30)
      .map(({ id, name }) => {
        const typo = name.slice(0, 4) + name.slice(5)
        const ids = catalog.search(typo, 20).trackIds
        return ids.some((found) => {
          const track = catalog.get(found)
          return track !== undefined && creditsOf(track).some((credit) => credit.id === id)
        })
      })
    expect(mended.length).toBeGreaterThan(10)
    expect(mended.filter(Boolean).length / mended.length).toBeGreaterThan(0.9)
  })
})
