import { expect, test } from 'vitest'
import type { Catalog } from '#catalog'
import { AppError, createRandom, listenerId, recordingId, requestId, type Track, trackId } from '#domain'
import { similar, similarArtists } from '#surfaces'
import { now, openSmallWorld, randomTracks } from './small-world.ts'

/** What stands under "similar" is close in style, often played after or of the same telling tag, for whoever asks and whatever they heard. */
const oftenTimes = 3

/** On two tracks in five, or fewer, of a world of a hundred. */
const isTelling = (tag: string, { withTag, size }: Pick<Catalog, 'withTag' | 'size'>): boolean =>
  tag !== 'compilation' && withTag(tag).length <= 0.45 * size

test('what is similar to a track is so, or the list is shorter [promise: true-reasons]', async () => {
  let shown = 0
  let short = 0
  for (let seed = 0; seed < 8; seed++) {
    const random = createRandom(`similar/${seed}`)
    const alone: Track = {
      id: trackId('alone'),
      recordingId: recordingId('alone'),
      title: 'Alone',
      artists: [],
      featured: [],
      tags: ['rtl'],
      durationMs: 1_000,
    }
    const tracks = [...randomTracks(random, 120), alone]
    const played = Array.from({ length: 600 }, (_, place) => ({
      type: 'track.played',
      id: `${place}`,
      at: now - 1_000_000 + 1_000 * place,
      listenerId: `listener-${place % 5}`,
      // In the order of the list, more or less: what follows a track is often the next.
      trackId: tracks[(Math.floor(place / 5) + random.below(2)) % 120]?.id,
    }))
    const { services, catalog, store } = await openSmallWorld(tracks, played)
    const who = listenerId('listener-1')
    const reads = await services.readsFor(who, now)
    for (const asked of [...tracks.slice(0, 30), alone]) {
      const { key } = catalog.get(asked.id) ?? expect.fail()
      const id = requestId(`similar-${seed}-${asked.id}`)
      const question = similar.ask(
        { requestId: id, asOf: now, listenerId: who, limit: 10, currentKey: key },
        reads,
      )
      const { body } = await services.serve(question, reads)
      const answer: { tier: string; items: { track: { id: string } }[] } = JSON.parse(body)
      expect(answer.tier).toBe('full')
      const often = reads.models.after(key, 50).filter(({ times }) => times >= oftenTimes)
      for (const { track } of answer.items) {
        const other = catalog.keyOf(trackId(track.id)) ?? expect.fail()
        const after = often.some((follower) => follower.key === other)
        const shared = asked.tags.filter((tag) => catalog.get(trackId(track.id))?.tags.includes(tag))
        const isAlike = reads.models.close(key, other) || shared.some((tag) => isTelling(tag, catalog))
        expect(after || isAlike, `${asked.id} and ${track.id}`).toBe(true)
      }
      shown += answer.items.length
      if (answer.items.length < 10) short++
      if (asked === alone) expect(answer.items).toEqual([])
    }
    for (const { artists } of tracks.slice(0, 20)) {
      const [artist] = artists
      if (artist === undefined) continue
      const own = catalog.artist(artist.id)?.trackKeys ?? []
      for (const other of similarArtists(reads, artist.id, 10)) {
        const theirs = catalog.artist(other)?.trackKeys ?? []
        const cosines = own.flatMap((from) => {
          const vector = reads.models.vectorOf(from)
          return vector ? theirs.map((to) => reads.models.cosine(to, vector)) : []
        })
        expect(Math.max(...cosines)).toBeGreaterThan(0.3)
      }
    }
    store.close()
  }
  expect(shown).toBeGreaterThan(200)
  expect(short).toBeGreaterThan(8)
})

test('where a source fails, or states are made again, what was similar before answers, or else others [promise: true-reasons]', async () => {
  const tracks = randomTracks(createRandom('failing'), 120)
  const { services, catalog, store } = await openSmallWorld(tracks, [])
  const who = listenerId('listener-1')
  const reads = await services.readsFor(who, now)
  const ask = async (name: string, place: number, as: typeof reads) => {
    const { key } = catalog.get(tracks[place]?.id ?? expect.fail()) ?? expect.fail()
    const asking = { requestId: requestId(name), asOf: now, listenerId: who, limit: 10, currentKey: key }
    const { body } = await services.serve(similar.ask(asking, reads), as)
    const { tier, items, degraded }: { tier: string; items: unknown[]; degraded: string[] } = JSON.parse(body)
    return [tier, items.length, ...degraded.filter((line) => line.startsWith('cached: '))]
  }
  const fail = () => {
    throw new Error('the index is broken')
  }
  const broken = { ...reads, models: { ...reads.models, nearTrack: fail } }
  const amiss = { ...reads, amiss: new AppError('states-damaged', 'Being made again.') }
  expect(await ask('sound', 3, reads)).toEqual(['full', 10])
  expect(await ask('a source fails', 3, broken)).toEqual(['cached', 10])
  expect(await ask('states amiss', 3, amiss)).toEqual(['cached', 10])
  expect(await ask('never asked before', 9, amiss)).toEqual([
    'popular',
    10,
    'cached: nothing was served here before',
  ])
  store.close()
})
