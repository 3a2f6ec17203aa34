import { expect, test } from 'vitest'
import {
  createRandom,
  dayMs,
  instant,
  listenerId,
  minuteMs,
  requestId,
  sessionId,
  type Track,
  trackId,
} from '#domain'
import { type Reason, type Tier, tierSchema } from '#surfaces'
import { type Count, countIn, holds, shelfHolds, type Told, type ToldShelf } from './recounted-log.ts'
import { answerOf, everySurface, now, openSmallWorld, randomTracks } from './small-world.ts'

/**
 * Every sentence is recounted. Random worlds are served in every tier of every surface, and each reason and shelf
 * that makes a claim is held against a plain count over the events, which shares no code with what wrote it.
 */
const wanted = 10_000
const listeners = ['ann', 'bob', 'cleo', 'nobody-yet']

const randomListening = (tracks: readonly Track[], seed: number): Told[] => {
  const random = createRandom(`reasons/${seed}/events`)
  const told: Told[] = []
  // A loved few in a fixed order make orders that occur often and hardly ever the other way round; more of them in any
  // order make orders that occur often, and no more often than their way back.
  const inOrder = seed % 2 === 0
  for (const listener of ['ann', 'bob', 'cleo']) {
    const loved = tracks.filter(() => random.next() < (inOrder ? 0.25 : 0.4))
    for (let session = 0; session < 8; session++) {
      const start = now - (1 + random.below(60 * 24)) * (dayMs / 24)
      const heard: Track[] = []
      for (const track of loved.filter(() => random.next() < 0.7))
        heard.splice(inOrder ? heard.length : random.below(heard.length + 1), 0, track)
      for (let draw = 0; draw < 4; draw++) {
        const other = tracks[random.below(tracks.length)]
        if (other) heard.splice(random.below(heard.length + 1), 0, other)
      }
      for (const [place, track] of heard.entries()) {
        const draw = random.next()
        const about = {
          id: `${listener}-${session}-${place}`,
          at: instant(Math.min(now, start + place * 3 * minuteMs)),
          listenerId: listener,
          trackId: track.id,
          sessionId: `${listener}-${session}`,
        }
        if (draw < 0.75) told.push({ type: 'track.played', ...about })
        else if (draw < 0.88) {
          told.push({ type: 'track.skipped', positionMs: draw < 0.82 ? 4_000 : 50_000, ...about })
        } else told.push({ type: draw < 0.97 ? 'track.liked' : 'track.disliked', ...about })
      }
    }
  }
  return told
}

const randomWorld = (seed: number): Track[] => {
  // Where artists have many tracks they speak first; where each has one or two, tags do.
  const size = seed % 4 === 2 ? 240 : 25 + (seed % 20)
  return randomTracks(createRandom(`reasons/${seed}`), size, seed % 3 === 0 ? 3 * size : Math.ceil(size / 5))
}

const askEverything = async (
  seed: number,
  tracks: readonly Track[],
  check: (listener: string, count: Count) => Checks,
) => {
  // Models are older than the log: in some worlds all of a short log came after the last training.
  const untrained = seed % 5 === 0
  const log = randomListening(tracks, seed).slice(0, untrained ? 6 : undefined)
  const told = log.map((event) => ({ ...event }))
  const { services, catalog, store, tell } = await openSmallWorld(tracks, untrained ? [] : told)
  if (untrained) await tell(told)
  const { models } = await services.readsFor(undefined, now)
  const count = countIn(log, tracks, (id) => {
    const key = catalog.get(trackId(id))?.key
    return key === undefined ? undefined : models.vectorOf(key)
  })
  for (const listener of listeners) {
    const checks = check(listener, count)
    const reads = await services.readsFor(listenerId(listener), now)
    for (const surface of everySurface) {
      for (const [place, tier] of (tierSchema.options satisfies readonly Tier[]).entries()) {
        const playing = catalog.get(tracks[(seed + 7 * place) % tracks.length]?.id ?? expect.fail())
        const seeds = [
          { kind: 'track' as const, id: tracks[seed % tracks.length]?.id ?? '' },
          { kind: 'artist' as const, id: tracks[0]?.artists[0]?.id ?? '' },
          { kind: 'tag' as const, id: 'dub' },
        ]
        const started = seeds[(seed + place) % 3]
        const asking = {
          requestId: requestId(`${seed}-${listener}-${surface.recipe}-${tier}`),
          asOf: now,
          listenerId: listenerId(listener),
          limit: 20,
          ...(surface.name !== 'home' && { currentKey: playing?.key }),
          ...(surface.name === 'session' &&
            started && {
              session: {
                id: sessionId('s'),
                seed: started,
                heardKeys: [],
                skippedKeys: [],
                heardOrSkippedKeys: [],
              },
            }),
        }
        const answer = await answerOf(surface.ask(asking, reads), tier, reads)
        if ('items' in answer) for (const { track, reason } of answer.items) checks.item(track.id, reason)
        else
          for (const { title, why, items } of answer.shelves) {
            const tracks = items.flatMap(({ track }) => count.trackOf.get(track.id) ?? [])
            checks.shelf({ title, why, tracks })
            for (const { track, reason } of items) checks.item(track.id, reason)
          }
      }
    }
  }
  store.close()
}
interface Checks {
  item(trackId: string, reason: Reason): void
  shelf(shelf: ToldShelf): void
}

test('ten thousand reasons from random worlds are borne out by the log, and all kinds occur [promise: true-reasons]', async () => {
  const drawn = new Map<string, number>()
  const captions = new Set<string>()
  const untrue = new Set<string>()
  let total = 0
  for (let seed = 1; total < wanted; seed++) {
    const tracks = randomWorld(seed)
    const oftenPlayed = new Set<string>()
    await askEverything(seed, tracks, (listener, count) => ({
      item(id, reason) {
        const track = count.trackOf.get(id)
        const known = track !== undefined && holds(count, listener, track, reason)
        if (!known) untrue.add(`world ${seed}, ${listener}, ${id}: ${reason.text}`)
        if (reason.code === 'popular') oftenPlayed.add(id)
        drawn.set(reason.code, (drawn.get(reason.code) ?? 0) + 1)
        total++
      },
      shelf(shelf) {
        captions.add(shelf.why.replace(/\b(in|tagged) [a-z]+/, '$1 …'))
        if (!shelfHolds(count, listener, shelf))
          untrue.add(`world ${seed}, ${listener}: ${shelf.title}; ${shelf.why}`)
      },
    }))
    // Said of nearly everything it would be true and say nothing.
    expect(oftenPlayed.size).toBeLessThanOrEqual(Math.ceil(tracks.length / 10))
  }
  expect([...untrue].slice(0, 10)).toEqual([])
  expect(untrue.size).toBe(0)
  // A sentence that is never said can't be found untrue.
  const expected = [
    'From the 40 most played here, recent plays counting more',
    'From the 40 most played in …, recent plays counting more',
    'Played by people here',
    'From the catalogue',
    'You have played each of these',
    'The newest by date of release',
    'The newest by date of release, or added last',
  ]
  expect(expected.filter((caption) => !captions.has(caption))).toEqual([])
  for (const code of [
    'played-after',
    'artist-you-play',
    'tag-you-play',
    'liked-before',
    'heard-before',
    'sounds-like',
    'shares-tag',
    'new-release',
    'popular',
    'explore',
    'seed-artist',
    'seed-tag',
  ]) {
    expect(drawn.get(code) ?? 0, code).toBeGreaterThan(10)
  }
})

test('where nobody knows more of tracks than length, year, energy and a tag that most have, nothing is close in style [promise: true-reasons]', async () => {
  const asked = new Set<string>()
  for (const seed of [1, 2, 3]) {
    const vague = randomWorld(seed).map(({ release: _release, ...track }) => ({
      ...track,
      artists: [],
      featured: [],
      tags: track.tags.filter((tag) => tag === 'pop' || tag === 'compilation'),
      durationMs: 200_000,
    }))
    await askEverything(seed, vague, () => ({
      item: (_id, { code }) => asked.add(code),
      shelf: ({ title, why }) => asked.add(`${title} (${why})`),
    }))
  }
  expect(
    [...asked].filter((said) => said === 'sounds-like' || said === 'shares-tag' || /style/.test(said)),
  ).toEqual([])
  expect(asked).toContain('played-after')
})
