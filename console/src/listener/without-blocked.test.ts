import type { Home, SearchAnswer, Track } from '@segue/client'
import { describe, expect, it } from 'vitest'
import { covers, homeWithout, searchWithout } from './without-blocked.ts'

const mira = { id: 'artist:mira', name: 'Mira' }
const ola = { id: 'artist:ola', name: 'Ola' }
const track = (id: string, credits: Partial<Track>): Track => ({
  id,
  title: id,
  artists: [ola],
  featured: [],
  tags: ['folk'],
  ...credits,
})
const tracks = [
  track('own', { artists: [mira] }),
  track('guest', { featured: [mira] }),
  track('other', { tags: ['jazz'] }),
]
const found: SearchAnswer = {
  query: 'x',
  tracks,
  artists: [
    { ...mira, tracks: 2 },
    { ...ola, tracks: 2 },
  ],
  tags: [
    { tag: 'folk', tracks: 2 },
    { tag: 'jazz', tracks: 1 },
  ],
  hiddenByBlocks: 1,
}
const home: Home = {
  requestId: 'r',
  surface: 'home',
  tier: 'full',
  degraded: [],
  recipe: 'home@1',
  models: {},
  servedAt: '2026-11-20T12:00:00Z',
  shelves: [
    {
      id: 'a',
      title: 'A',
      why: 'a',
      items: tracks.map((one) => ({ track: one, reason: { code: 'popular', text: 'x' }, score: 1 })),
    },
  ],
}
const ids = (list: readonly Track[]) => list.map(({ id }) => id)

describe('what a block takes off the page at once', () => {
  it('is every track of an artist, those they guest on too, and the artist', () => {
    const left = searchWithout(found, { kind: 'artist', id: mira.id })
    expect(ids(left.tracks)).toEqual(['other'])
    expect(left.artists).toEqual([{ ...ola, tracks: 2 }])
    expect(left.hiddenByBlocks).toBe(3)
  })

  it('is what a tag that is listed as blocked is on in any spelling', () => {
    const block = { kind: 'tag', id: 'folk rock', spellings: ['folk rock', 'folk-rock'] } as const
    const tagged = ['folk rock', 'folk-rock', 'folk'].map((tag) => track(tag, { tags: [tag] }))
    expect(ids(tagged.filter((one) => covers(block, one)))).toEqual(['folk rock', 'folk-rock'])
  })

  it('is every track with a tag, and the tag', () => {
    const left = searchWithout(found, { kind: 'tag', id: 'folk' })
    expect(ids(left.tracks)).toEqual(['other'])
    expect(left.tags).toEqual([{ tag: 'jazz', tracks: 1 }])
    expect(left.artists).toEqual(found.artists)
  })

  it('is one track on every shelf of home, and nothing else', () => {
    const left = homeWithout(home, { kind: 'track', id: 'guest' })
    expect(ids(left.shelves[0]?.items.map((item) => item.track) ?? [])).toEqual(['own', 'other'])
  })
})
