import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Track, type TrackId, trackId, trackKey } from '#domain'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { foldedTag } from './alike.ts'
import { sampleTrack } from './catalog-store.sample.ts'
import { artistIdOf } from './names.ts'
import { openCatalog } from './open-catalog.ts'
import { createRenamings } from './renamings.ts'

const by = (id: string, name: string, more: Partial<Track> = {}): Track =>
  sampleTrack(id, { artists: [{ id: artistIdOf(name), name }], featured: [], ...more })

describe('the work that renamings take', () => {
  const letters = (at: number) =>
    [...`${at}`.padStart(5, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('')
  const names = (track: number, count: number, end: string) =>
    Array.from({ length: count }, (_, at) => `${letters(track * 50 + at)}genre${end}`)
  const before = (id: TrackId) => ({
    ...by(id, 'Ann', { tags: names(Number(id), 50, 's') }),
    key: trackKey(Number(id)),
  })
  const made = (mostLinks = 100_000) =>
    createRenamings({
      before,
      foldedTag,
      tracksOf: () => 0,
      isCredited: () => false,
      mostLinks: () => mostLinks,
    })
  const respelt = (tracks: number, count: number) =>
    Array.from({ length: tracks }, (_, at) =>
      by(`${at}`, 'Ann', {
        tags: [...names(at, count, 'z'), ...before(trackId(`${at}`)).tags.slice(count)],
      }),
    )
  /** One track that was called by each of the names in turn. */
  const chain = (length: number, mostLinks?: number) => {
    const renamings = made(mostLinks)
    const name = { kind: 'artist', holds: true, isNew: true } as const
    for (let at = 0; at < length; at++) {
      const was = letters(at)
      const one = { ...name, was, name: was, now: letters(at + 1) }
      renamings.take([{ key: trackKey(1), names: [one] }])
      renamings.settle([], [])
    }
    return renamings
  }

  it('is done in turns, and none for lists that are written anew', async () => {
    let turns = 0
    const nextTurn = async () => {
      turns += 1
    }
    expect(await made().of(respelt(100, 50), new Set(), new Map(), nextTurn)).toEqual([])
    expect(turns).toBe(0)
    const found = await made().of(respelt(100, 8), new Set(), new Map(), nextTurn)
    expect(found.flatMap(({ names: all }) => all)).toHaveLength(800)
    expect(turns).toBe(3)
  })

  it('is bounded: a track keeps the latest of its names, and the oldest links are forgotten', async () => {
    const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
    for (let at = 0; at < 140; at++) await catalog.upsert([by('1', `Ann ${letters(at)}`)])
    const former = [...catalog.formerArtists().left.values()].flatMap((names) => [...names])
    expect(former).toEqual(Array.from({ length: 100 }, (_, at) => `Ann ${letters(at + 39)}`))
    const renamings = chain(300, 100)
    const also = (at: number) => renamings.alsoCalled({ kind: 'artist', id: letters(at) })
    expect([also(0), also(199)]).toEqual([[], []])
    expect(also(200)).toHaveLength(100)
  })

  it('grows with the chain of names, not with its square', async () => {
    const steps = (length: number) => {
      const renamings = chain(length)
      return arraySteps(() => {
        expect(renamings.alsoCalled({ kind: 'artist', id: letters(0) })).toHaveLength(length)
      })
    }
    expect(await steps(2000)).toBeLessThan(25 * (await steps(100)))
  })
})
