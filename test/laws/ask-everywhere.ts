import { expect } from 'vitest'
import type { Catalog } from '#catalog'
import { createRandom, listenerId, minuteMs, requestId, sessionId, type Track } from '#domain'
import { type Item, type Tier, tierSchema } from '#surfaces'
import type { Ruling } from './rulings.ts'
import { answerOf, everySurface, now, openSmallWorld } from './small-world.ts'

export const listener = listenerId('l')

/** Asks every tier of every surface for a listener who ruled things out, after what happened to the catalogue since. */
export const askEverywhere = async (
  tracks: readonly Track[],
  rulings: readonly Ruling[],
  seed: number,
  afterwards: (catalog: Catalog) => Promise<unknown>,
) => {
  const random = createRandom(`limits/${seed}/plays`)
  const order = Array.from({ length: 60 }, () => tracks[random.below(tracks.length)]?.id)
  // Last of all what is ruled out, more than once: it leads every list there is.
  for (const track of tracks)
    if (rulings.some(({ bars }) => bars(track))) order.push(track.id, track.id, track.id)
  const events = order.map((trackId, place) => ({
    type: 'track.played',
    id: `play-${place}`,
    at: now - (order.length - place) * 10 * minuteMs,
    listenerId: listener,
    trackId,
  }))
  const { services, catalog, store } = await openSmallWorld(tracks, [
    ...events,
    ...rulings.map(({ event }, place) => ({
      ...event,
      id: `ruling-${place}`,
      at: now - minuteMs,
      listenerId: listener,
    })),
  ])
  // Laid out before as well: what was read of a track must not depend on when it was read.
  await services.readsFor(listener, now)
  await afterwards(catalog)
  const reads = await services.readsFor(listener, now)
  const playing = catalog.keyOf(tracks[random.below(tracks.length)]?.id ?? expect.fail())
  const shown: {
    readonly where: string
    readonly items: readonly Item[]
    readonly words: readonly string[]
  }[] = []
  for (const surface of everySurface) {
    for (const tier of tierSchema.options satisfies readonly Tier[]) {
      const question = surface.ask(
        {
          requestId: requestId(`${surface.recipe}-${tier}`),
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
      const answer = await answerOf(question, tier, reads)
      if ('items' in answer) shown.push({ where, items: answer.items, words: [] })
      else {
        for (const { items, title, why } of answer.shelves) shown.push({ where, items, words: [title, why] })
      }
    }
  }
  store.close()
  return shown
}
