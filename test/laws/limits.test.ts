import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, creditsOf, listenerId, minuteMs, requestId, sessionId, type Track } from '#domain'
import { surfaces } from '#edges/http'
import { askFor, type Item, type Tier, tierSchema } from '#surfaces'
import { answerOf, now, openSmallWorld, randomTracks } from './small-world.ts'

/**
 * Limits, for every surface in every tier: random catalogues with guests and versions, a listener who plays much
 * and then rules one thing out. Neither it nor another version of it may be shown, nor may it name a shelf or a
 * reason. The listener played what is ruled out last, so everything that leans on history would lead there.
 */
const listener = listenerId('l')
const kinds = ['artist', 'guest', 'track', 'version', 'tag', 'dislike', 'dislike-version'] as const

interface Ruling {
  readonly event: Readonly<Record<string, unknown>>
  /** True for what may not be shown. */
  readonly bars: (track: Track) => boolean
}

const rulingOn = (
  kind: (typeof kinds)[number],
  tracks: readonly Track[],
  pick: number,
): Ruling | undefined => {
  const versionsOf = (track: Track) => tracks.filter(({ recordingId }) => recordingId === track.recordingId)
  const among = tracks.filter((track) => {
    if (kind === 'guest') return track.featured.length > 0
    if (kind === 'version' || kind === 'dislike-version') return versionsOf(track).length > 1
    return kind !== 'tag' || track.tags.some((tag) => tag !== 'pop')
  })
  const track = among[pick % Math.max(1, among.length)]
  if (track === undefined) return undefined
  const block = (targetKind: string, id: string, holds: (other: Track) => boolean): Ruling => ({
    event: { type: 'listener.blocked', target: { kind: targetKind, id } },
    // A recording is barred with each of its versions.
    bars: (other) => versionsOf(other).some(holds),
  })
  switch (kind) {
    case 'artist':
    case 'guest': {
      const id = (kind === 'guest' ? track.featured[0] : track.artists[0])?.id ?? ''
      return block('artist', id, (other) => creditsOf(other).some((credit) => credit.id === id))
    }
    case 'tag': {
      const tag = track.tags.find((other) => other !== 'pop' && other !== 'compilation')
      return tag === undefined ? undefined : block('tag', tag, ({ tags }) => tags.includes(tag))
    }
    case 'track':
    case 'version':
      return block('track', track.id, ({ id }) => id === track.id)
    case 'dislike':
    case 'dislike-version':
      return {
        event: { type: 'track.disliked', trackId: track.id },
        bars: ({ recordingId }) => recordingId === track.recordingId,
      }
  }
}

const askEverywhere = async (tracks: readonly Track[], ruling: Ruling, seed: number) => {
  const random = createRandom(`limits/${seed}/plays`)
  const order = Array.from({ length: 60 }, () => tracks[random.below(tracks.length)]?.id)
  // Last of all what is ruled out, more than once: it leads every list there is.
  for (const track of tracks) if (ruling.bars(track)) order.push(track.id, track.id, track.id)
  const events = order.map((trackId, place) => ({
    type: 'track.played',
    id: `play-${place}`,
    at: now - (order.length - place) * 10 * minuteMs,
    listenerId: listener,
    trackId,
  }))
  const { services, catalog, store } = await openSmallWorld(tracks, [
    ...events,
    { ...ruling.event, id: 'ruling', at: now - minuteMs, listenerId: listener },
  ])
  const reads = services.readsFor(listener, now)
  const playing = catalog.get(tracks[random.below(tracks.length)]?.id ?? expect.fail())?.key
  const shown: {
    readonly where: string
    readonly items: readonly Item[]
    readonly words: readonly string[]
  }[] = []
  for (const surface of surfaces) {
    for (const tier of tierSchema.options satisfies readonly Tier[]) {
      const query = askFor(
        surface.name,
        {
          requestId: requestId(`${surface.name}-${tier}`),
          asOf: now,
          listenerId: listener,
          limit: 20,
          ...(surface.name !== 'home' && { currentKey: playing }),
          ...(surface.name === 'session' && {
            session: {
              id: sessionId('s'),
              seed: { kind: 'artist' as const, id: tracks[0]?.artists[0]?.id ?? '' },
              heardKeys: [],
              skippedKeys: [],
              heardOrSkippedKeys: [],
            },
          }),
        },
        reads,
      )
      const where = `${surface.name}/${tier}`
      const answer = await answerOf(surface, tier, query, reads)
      if ('items' in answer) shown.push({ where, items: answer.items, words: [] })
      else {
        for (const { items, title, why } of answer.shelves) shown.push({ where, items, words: [title, why] })
      }
    }
  }
  store.close()
  return shown
}

describe('what a listener has ruled out', () => {
  const world = fc.record({ seed: fc.nat(1e6), count: fc.integer({ min: 8, max: 40 }), pick: fc.nat(1000) })

  test.each(kinds)(
    'is on no surface in no tier and is named nowhere: %s [promise: blocks-hold]',
    async (kind) => {
      let checked = 0
      await fc.assert(
        fc.asyncProperty(world, async ({ seed, count, pick }) => {
          const tracks = randomTracks(createRandom(`limits/${seed}`), count)
          const ruling = rulingOn(kind, tracks, pick)
          if (ruling === undefined) return
          const trackOf = new Map<string, Track>(tracks.map((track) => [track.id, track]))
          const barredTitles = new Set(tracks.filter(ruling.bars).map(({ title }) => `“${title}”`))
          const freeTitles = new Set(
            tracks.filter((track) => !ruling.bars(track)).map(({ title }) => `“${title}”`),
          )
          for (const { where, items, words } of await askEverywhere(tracks, ruling, seed)) {
            for (const { track, reason } of items) {
              const known = trackOf.get(track.id) ?? expect.fail()
              expect(ruling.bars(known), `${where} shows ${track.id}`).toBe(false)
              checked++
              const cause = reason.trackId === undefined ? undefined : trackOf.get(reason.trackId)
              expect(cause !== undefined && ruling.bars(cause), `${where}: ${reason.text}`).toBe(false)
            }
            for (const line of words) {
              const quoted = line.match(/“[^”]*”/)?.[0]
              const barred = quoted !== undefined && barredTitles.has(quoted) && !freeTitles.has(quoted)
              expect(barred, `${where}: ${line}`).toBe(false)
            }
          }
        }),
        { numRuns: 25 },
      )
      expect(checked).toBeGreaterThan(1000)
    },
  )
})
