import { describe, expect, it } from 'vitest'
import { AppError, createRandom } from '#domain'
import type { Playlists } from '../data-sets/playlists.ts'
import type { NextItems } from '../next-scorer.ts'
import { createPlaylistLearners } from '../playlist-learners.ts'
import type { PlaylistSoFar } from '../playlist-scorer.ts'
import { createVotes } from '../votes.ts'
import { createCosineIndex, type SparseRow } from './cosine-index.ts'
import { createPlaylistContinuation } from './playlist-continuation.ts'
import { titleTerms, wordsOf } from './title-terms.ts'

/** Four scenes of five artists with ten tracks each; a playlist is of one scene and is mostly called by it. */
const scenes = ['Workout', 'Sleepy piano', 'Reggae', 'Latin']
const [artistsOfScene, tracksOfArtist] = [5, 10]
const trackOf = (scene: number, artist: number, place: number): number =>
  (scene * artistsOfScene + artist) * tracksOfArtist + place
const sceneOf = (track: number): number => Math.floor(track / (artistsOfScene * tracksOfArtist))
const artistCount = scenes.length * artistsOfScene

const inventedPlaylists = (count: number): Playlists => {
  const random = createRandom('playlists')
  const lists = Array.from({ length: count }, () => {
    const scene = random.below(scenes.length)
    const tracks = new Set<number>()
    while (tracks.size < 12) {
      const stray = random.next() < 0.1
      // The first tracks of an artist are on most playlists.
      const place = Math.min(random.below(tracksOfArtist), random.below(tracksOfArtist - 1))
      tracks.add(trackOf(stray ? random.below(scenes.length) : scene, random.below(artistsOfScene), place))
    }
    return { title: `${scenes[scene]} ${random.below(3)}`, tracks: Uint32Array.from(tracks) }
  })
  return {
    lists,
    facts: {
      artistOf: Uint32Array.from({ length: artistCount * tracksOfArtist }, (_, track) =>
        Math.floor(track / tracksOfArtist),
      ),
      artistNames: Array.from({ length: artistCount }, (_, artist) => `Artist Nr${artist}`),
      titles: Array.from({ length: artistCount * tracksOfArtist }, (_, track) => `Song ${track}`),
    },
  }
}

const learnt = (data: Playlists, learner = createPlaylistContinuation()) => {
  const steps = learner.learn(data, 'seed')
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}
const data = inventedPlaylists(400)
const bytes = learnt(data)
const scorer = createPlaylistContinuation().load(bytes)
const shareOfScene = (scene: number, { items }: NextItems): number =>
  [...items].filter((track) => sceneOf(track) === scene).length / items.length

describe('a playlist that is gone on with', () => {
  it('keeps to the scene of its title, of its tracks, and of both, and repeats nothing', () => {
    for (const [scene, title] of scenes.entries()) {
      const tracks = [trackOf(scene, 0, 0), trackOf(scene, 1, 1), trackOf(scene, 2, 0)]
      for (const asked of [
        { title: title.toLowerCase(), tracks: [] },
        { title: '', tracks },
        { title, tracks },
      ]) {
        const found = scorer.continued(asked, 20)
        expect(found.items).toHaveLength(20)
        expect(shareOfScene(scene, found)).toBeGreaterThan(0.8)
        expect(new Set([...found.items, ...asked.tracks]).size).toBe(20 + asked.tracks.length)
        expect([...found.scores]).toEqual([...found.scores].sort((one, other) => other - one))
      }
    }
  })

  it('finds the artist whom a title names, also by a track that no playlist has', () => {
    const { items } = scorer.continued({ title: 'best of Artist Nr7', tracks: [] }, 10)
    expect([...items].map((track) => Math.floor(track / tracksOfArtist))).toEqual(new Array(10).fill(7))
    expect(data.lists.some(({ tracks }) => tracks.includes(trackOf(1, 2, 9)))).toBe(false)
    expect([...items]).toContain(trackOf(1, 2, 9))
  })

  it('answers a title and tracks that nobody knows with what most playlists have', () => {
    const { items } = scorer.continued({ title: '☂ zzz', tracks: [1_000_000] }, 5)
    expect(items).toHaveLength(5)
    const lists = (track: number) => data.lists.filter(({ tracks }) => tracks.includes(track)).length
    expect(Math.min(...[...items].map(lists))).toBeGreaterThan(20)
  })

  it('says the same of the same, however often and in between others', () => {
    const asked: PlaylistSoFar = { title: 'reggae', tracks: [trackOf(2, 0, 0)] }
    const before = scorer.continued(asked, 30)
    scorer.continued({ title: 'Latin', tracks: [trackOf(3, 1, 1), trackOf(3, 1, 1)] }, 30)
    expect(scorer.continued(asked, 30)).toEqual(before)
    expect(learnt(data)).toEqual(bytes)
  })

  it('learns an order where there are playlists enough, else ranks by likeness, and says which', () => {
    expect(scorer.facts).toMatchObject({ playlists: 400 })
    const few = createPlaylistContinuation().load(learnt(inventedPlaylists(30)))
    expect(few.facts).toEqual({ playlists: 30, learntFrom: [0, 0, 0, 0] })
    expect(shareOfScene(2, few.continued({ title: 'Reggae', tracks: [] }, 5))).toBe(1)
  })

  it('is no worse for what it learnt of the order than likeness alone', () => {
    const knn = createPlaylistLearners().find(({ name }) => name === 'playlist-knn')
    if (knn === undefined) expect.fail()
    const plain = knn.load(learnt(data, knn))
    const asked = inventedPlaylists(460).lists.slice(400)
    const hits = (by: typeof scorer): number =>
      asked.reduce((sum, { title, tracks }) => {
        const { items } = by.continued({ title, tracks: tracks.subarray(0, 5) }, 7)
        return sum + [...items].filter((track) => tracks.indexOf(track) >= 5).length
      }, 0)
    expect(plain.facts).toMatchObject({ learntFrom: [0, 0, 0, 0] })
    expect(hits(scorer)).toBeGreaterThanOrEqual(hits(plain))
  })

  it('goes on with one listener’s one playlist, with none, and refuses what is cut short', () => {
    for (const lists of [data.lists.slice(0, 1), []]) {
      const one = createPlaylistContinuation().load(learnt({ ...data, lists }))
      expect(one.continued({ title: 'x', tracks: [3] }, 5).items.length).toBeLessThanOrEqual(12)
    }
    expect(() => createPlaylistContinuation().load(bytes.subarray(0, bytes.length - 400))).toThrow(AppError)
  })
})

describe('likeness', () => {
  it('is the cosine over keys weighted by how rare they are', () => {
    const rows: SparseRow[] = [
      { keys: [0, 1], weights: [1, 2] },
      { keys: [1], weights: [1] },
      { keys: [2], weights: [1] },
    ]
    const votes = createVotes()
    createCosineIndex(rows, 3).vote({ keys: [1, 9], weights: [1, 1] }, 0.5, votes)
    const [rare, common, unseen] = [Math.log(4 / 1), Math.log(4 / 2), Math.log(4)]
    const asked = Math.hypot(common, unseen)
    expect(votes.of(0)).toBeCloseTo((0.5 * common * 2 * common) / (asked * Math.hypot(rare, 2 * common)), 6)
    expect(votes.of(1)).toBeCloseTo((0.5 * common) / asked, 6)
    expect(votes.of(2)).toBe(0)
  })

  it('takes words of any script without accents, an emoji as one, and pieces of words', () => {
    expect(wordsOf('Beyoncé &amp; Jay-Z 🔥 夏の歌')).toEqual(['beyonce', 'jay', 'z', '🔥', '夏の歌'])
    const [one, other] = [titleTerms('Throwback!'), titleTerms('throwbacks')]
    const shared = [...one.keys()].filter((term) => other.has(term))
    expect(shared).toContain('piece ^thr')
    expect(shared).not.toContain('word throwback')
    expect(titleTerms('!!!').size).toBe(0)
  })
})
