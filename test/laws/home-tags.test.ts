import { expect, test } from 'vitest'
import { artistId, listenerId, minuteMs, recordingId, requestId, type Track, trackId } from '#domain'
import { home } from '#surfaces'
import { answerOf, now, openSmallWorld } from './small-world.ts'

/** Six kinds of music, each with two tags of its own beside it, and a word that stands on two tracks of five. */
const kinds: Readonly<Record<string, readonly [string, string]>> = {
  jazz: ['bop', 'swing'],
  metal: ['doom', 'sludge'],
  'hip hop': ['rap', 'beats'],
  classical: ['piano', 'choir'],
  techno: ['minimal', 'acid'],
  folk: ['acoustic', 'ballad'],
}

const world = (): Track[] =>
  Object.entries(kinds).flatMap(([kind, [even, third]], group) =>
    Array.from({ length: 120 }, (_, number): Track => {
      const id = `${kind}-${number}`
      const artist = { id: artistId(`${kind}-${number % 30}`), name: `${kind} ${number % 30}` }
      return {
        id: trackId(id),
        recordingId: recordingId(id),
        title: id,
        artists: [artist],
        featured: [],
        tags: [
          kind,
          number % 2 === 0 && even,
          number % 3 === 0 && third,
          (number + group) % 5 < 2 && 'pop',
        ].filter((tag) => typeof tag === 'string'),
      }
    }),
  )

test('shelves of the crowd’s tags go by the listener’s taste, and a tag on nearly half of everything is none of them', async () => {
  const tracks = world()
  const everybody = tracks.map(({ id }, place) => ({
    type: 'track.played',
    id: `crowd-${place}`,
    listenerId: `crowd-${place % 7}`,
    trackId: id,
    at: now - place * minuteMs,
  }))
  const lovers = Object.keys(kinds).flatMap((kind) =>
    tracks
      .filter(({ tags }) => tags.includes(kind))
      .slice(0, 12)
      .map(({ id }, place) => ({
        type: 'track.played',
        id: `${kind}-${place}`,
        listenerId: kind.replace(' ', '-'),
        trackId: id,
        at: now - (place + 1) * 60 * minuteMs,
      })),
  )
  const { services, store } = await openSmallWorld(tracks, [...everybody, ...lovers])
  for (const kind of [...Object.keys(kinds), 'nobody yet']) {
    const listener = listenerId(kind.replaceAll(' ', '-'))
    const reads = await services.readsFor(listener, now)
    const asking = { requestId: requestId(kind), asOf: now, listenerId: listener, limit: 12 }
    const answer = await answerOf(home.ask(asking, reads), 'full', reads)
    const shelves = 'shelves' in answer ? answer.shelves.filter(({ id }) => id.startsWith('tag-')) : []
    expect(shelves.length, kind).toBeGreaterThan(2)
    const isNear = (tags: readonly string[]) => kind === 'nobody yet' || tags.includes(kind)
    expect(shelves.flatMap(({ items }) => items).filter(({ track }) => !isNear(track.tags))).toEqual([])
    expect(
      shelves.map(({ id }) => id),
      kind,
    ).not.toContain('tag-pop')
  }
  store.close()
})
