import { expect, test } from 'vitest'
import {
  createRandom,
  hourMs,
  listenerId,
  minuteMs,
  type Random,
  recordingId,
  releaseId,
  requestId,
  sessionId,
  type Track,
  trackId,
} from '#domain'
import { type Item, type Surface, type Tier, tierSchema } from '#surfaces'
import { answerOf, everySurface, now, openSmallWorld, randomTracks } from './small-world.ts'

/**
 * Two releases have one song at two lengths: two recordings, and to whoever listens the same again. Recipes of before tell
 * recordings apart and nothing more, which shows that this world would have songs twice.
 */
const listener = listenerId('l')
const began = sessionId('s')

/** As a second release has it: longer, in its own recording, and called another edition now and then. */
const otherRecording = (track: Track, random: Random): Track => ({
  ...track,
  id: trackId(`again-${track.id}`),
  recordingId: recordingId(`again-${track.recordingId}`),
  title: random.next() < 0.5 ? track.title : `${track.title} (2011 Remaster)`,
  release: { id: releaseId('best-of'), title: 'Best Of' },
  durationMs: (track.durationMs ?? 0) + 40_000,
})

/** Which song a track is, by how this world was made: all versions of a recording are called the same in it. */
const songOf = ({ id }: { readonly id: string }, tracks: readonly Track[]): string =>
  `${tracks.find((track) => track.id === id.replace(/^again-/, ''))?.recordingId}`

interface Shown {
  readonly surface: Surface['name']
  readonly tier: Tier
  readonly songs: readonly string[]
}

/** What the listener did, with which of the tracks, in one of its recordings. */
const did = { skipped: 1, heard: 2, skippedHere: 3, heardHere: 4, queued: 5, playing: 6 } as const

const openWorld = async (seed: number) => {
  const random = createRandom(`songs/${seed}`)
  const tracks = randomTracks(random, 60, 20)
  const all = [...tracks, ...tracks.map((track) => otherRecording(track, random))]
  const trackThat = (what: keyof typeof did) => tracks[did[what] * 7] ?? expect.fail()
  // The first that came in one world, the second in the next.
  const idThat = (what: keyof typeof did) => trackId(`${seed % 2 ? '' : 'again-'}${trackThat(what).id}`)
  const about = (what: keyof typeof did, hoursAgo: number) => ({
    id: what,
    at: now - hoursAgo * hourMs,
    listenerId: listener,
    trackId: idThat(what),
    ...(what.endsWith('Here') && { sessionId: began }),
  })
  const plays = Array.from({ length: 80 }, (_, place) => ({
    id: `play-${place}`,
    type: 'track.played',
    at: now - 9 * hourMs - place * 10 * minuteMs,
    listenerId: listener,
    trackId: all[random.below(all.length)]?.id,
  }))
  const world = await openSmallWorld(all, [
    ...plays,
    { ...about('skipped', 0.5), type: 'track.skipped', positionMs: 3_000 },
    { ...about('heard', 2), type: 'track.played' },
    { ...about('skippedHere', 6), type: 'track.skipped', positionMs: 3_000 },
    { ...about('heardHere', 6), type: 'track.played' },
  ])
  const songThat = (what: keyof typeof did) => songOf(trackThat(what), tracks)
  const keyThat = (what: keyof typeof did) => world.catalog.keyOf(idThat(what)) ?? expect.fail()
  return { ...world, tracks, songThat, keyThat }
}

type World = Awaited<ReturnType<typeof openWorld>>

const shownBy = async (
  surfaces: readonly Surface[],
  { services, tracks, keyThat }: World,
): Promise<Shown[]> => {
  const reads = await services.readsFor(listener, now)
  const seed = { kind: 'artist' as const, id: tracks[0]?.artists[0]?.id ?? expect.fail() }
  const nothing = { heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] }
  const shown: Shown[] = []
  for (const surface of surfaces) {
    for (const tier of tierSchema.options) {
      const asking = {
        requestId: requestId(`${surface.recipe}-${tier}`),
        asOf: now,
        listenerId: listener,
        limit: 40,
        currentKey: keyThat('playing'),
        excludedKeys: [keyThat('queued')],
        ...(surface.name === 'session' && { session: { id: began, seed, ...nothing } }),
      }
      const answer = await answerOf(surface.ask(asking, reads), tier, reads)
      const items: readonly Item[] =
        'items' in answer ? answer.items : answer.shelves.flatMap((shelf) => shelf.items)
      shown.push({ surface: surface.name, tier, songs: items.map(({ track }) => songOf(track, tracks)) })
    }
  }
  return shown
}

/** What each surface keeps out in all its tiers, then in which also what was heard. */
const keptOut = (surface: Surface['name'], tier: Tier): readonly (keyof typeof did)[] => {
  if (surface === 'similar') return ['playing']
  const always = ['playing', 'queued', 'skipped'] as const
  if (surface === 'home') return always
  const rests = tier === 'full' ? (['heard'] as const) : []
  if (surface === 'now-playing') return [...always, ...rests]
  return [...always, ...rests, 'skippedHere', ...(tier === 'popular' ? [] : (['heardHere'] as const))]
}

const twiceIn = (songs: readonly string[]): readonly string[] =>
  songs.filter((song, place) => songs.indexOf(song) !== place)

/** The document that serves, without what this law is about. */
const byRecordings = (surface: Surface, reads: Parameters<Surface['ask']>[1]): Surface => {
  const asking = { requestId: requestId('r'), asOf: now, limit: 1 }
  const session = { id: began, seed: { kind: 'tag' as const, id: 'pop' }, heardKeys: [], skippedKeys: [] }
  const { recipe } = surface.ask({ ...asking, session: { ...session, heardOrSkippedKeys: [] } }, reads)
  const { distinctBy, ...document } = JSON.parse(recipe.text)
  expect(distinctBy).toBe('song')
  return surface.by({ ...document, recipe: `${recipe.name}-recordings` })
}

test.each([1, 2, 3, 4])(
  'no surface has a song twice in any tier, nor one that plays, waits or was skipped in its other recording (world %i) [promise: no-song-twice]',
  async (seed) => {
    const world = await openWorld(seed)
    const shown = await shownBy(everySurface, world)
    for (const { surface, tier, songs } of shown) {
      const where = `${surface}/${tier}`
      expect([where, twiceIn(songs)]).toEqual([where, []])
      const back = keptOut(surface, tier).filter((what) => songs.includes(world.songThat(what)))
      expect([where, back]).toEqual([where, []])
    }
    expect(shown.reduce((sum, { songs }) => sum + songs.length, 0)).toBeGreaterThan(200)
    world.store.close()
  },
)

test('the same documents without that word tell recordings apart: songs are there twice in every tier, and all of these come back', async () => {
  const back = new Set<string>()
  const twice = new Set<Tier>()
  for (const seed of [1, 2, 3, 4]) {
    const world = await openWorld(seed)
    const reads = await world.services.readsFor(listener, now)
    const before = everySurface.map((surface) => byRecordings(surface, reads))
    for (const { surface, tier, songs } of await shownBy(before, world)) {
      for (const what of keptOut(surface, tier)) if (songs.includes(world.songThat(what))) back.add(what)
      if (twiceIn(songs).length > 0) twice.add(tier)
    }
    world.store.close()
  }
  expect([...twice].toSorted()).toEqual(tierSchema.options.toSorted())
  expect([...back].toSorted()).toEqual(Object.keys(did).toSorted())
})
