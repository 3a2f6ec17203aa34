import { describe, expect, test } from 'vitest'
import {
  artistId,
  listenerId,
  minuteMs,
  recordingId,
  requestId,
  sessionId,
  type Track,
  trackId,
} from '#domain'
import type { SessionSeed } from '#log'
import { session, similar, slateSchema, whyClosed } from '#surfaces'
import { now, openSmallWorld } from './small-world.ts'

/**
 * Law: a session whose start is gone goes on in the style that it began with and by the taste of its listener, says so, and serves
 * nothing of what was taken down. The trap closed here is the most played of everybody, which is no radio.
 */
const styles = ['dub', 'folk', 'techno', 'choral', 'bop']
const ofStyle = 60

/** Twelve artists of each style, with five tracks each. */
const tracks = styles.flatMap((style) =>
  Array.from({ length: ofStyle }, (_, number): Track => {
    const name = `${style}-${number % 12}`
    const id = `${style}-${number}`
    return {
      id: trackId(id),
      recordingId: recordingId(id),
      title: `Song ${id}`,
      artists: [{ id: artistId(name), name }],
      featured: [],
      tags: [style],
      durationMs: 100_000 + 1_000 * number,
    }
  }),
)
/** Nothing that tells is known of it. */
const plain: Track = {
  id: trackId('plain'),
  recordingId: recordingId('plain'),
  title: 'Track 01',
  artists: [],
  featured: [],
  tags: [],
}

const played = (who: string, track: Track, minutesAgo: number) => ({
  type: 'track.played',
  id: `${who}/${track.id}/${minutesAgo}`,
  listenerId: who,
  trackId: track.id,
  at: now - minutesAgo * minuteMs,
  playedMs: track.durationMs,
})
const of = (style: string) => tracks.filter(({ tags }) => tags.includes(style))

/** The crowd plays techno; Ann, days ago, choral music; nobody knows Bob. */
const openStyles = () =>
  openSmallWorld(
    [...tracks, plain],
    [
      ...of('techno').flatMap((track, place) =>
        ['c1', 'c2', 'c3'].map((who) => played(who, track, 5_000 + place)),
      ),
      ...of('choral')
        .slice(0, 20)
        .flatMap((track, place) => [1, 2].map((time) => played('ann', track, 9_000 * time + place))),
    ],
  )

const radioOn = async (
  world: Awaited<ReturnType<typeof openStyles>>,
  who: string,
  seed: SessionSeed,
  heard: readonly string[] = [],
) => {
  const { services, catalog } = world
  const listener = listenerId(who)
  const heardKeys = heard.flatMap((id) => catalog.keyOf(trackId(id)) ?? [])
  const started = { id: sessionId('s'), seed, heardKeys, skippedKeys: [], heardOrSkippedKeys: heardKeys }
  const asking = { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 12, session: started }
  const reads = await services.readsFor(listener, now)
  const said = [whyClosed(seed, reads)].filter((line) => line !== undefined)
  const { body } = await services.serve(session.ask(asking, reads), reads, said)
  return slateSchema.parse(JSON.parse(body))
}

describe.each([
  { kind: 'track', id: 'dub-3' },
  { kind: 'artist', id: 'dub-3' },
] as const)('a radio on the $kind', (seed) => {
  test('goes on in its style once it is taken down [promise: gone-seeds-lead]', async () => {
    const world = await openStyles()
    await world.catalog.takeDown([seed], now)
    const { tier, items } = await radioOn(world, 'bob', seed)
    expect([tier, items.length]).toEqual(['full', 12])
    expect(items.filter(({ track }) => track.tags.includes('dub')).length).toBeGreaterThanOrEqual(10)
    const gone = items.filter(({ track }) => world.catalog.takedownOf(trackId(track.id)) !== undefined)
    expect(gone).toEqual([])
    world.store.close()
  })

  test('also plays to the taste of who hears it, and says by what it goes on [promise: gone-seeds-lead]', async () => {
    const world = await openStyles()
    await world.catalog.takeDown([seed], now)
    const { degraded } = await radioOn(world, 'bob', seed)
    expect(degraded).toContain(
      `This ${seed.kind} was taken down, so others are played, looked for by its style`,
    )
    const toTaste = await radioOn(world, 'ann', seed)
    expect(toTaste.degraded).toContain(
      `This ${seed.kind} was taken down, so others are played, looked for by its style and by what the listener plays`,
    )
    const tagsOf = new Set(toTaste.items.flatMap(({ track }) => track.tags))
    expect([tagsOf.has('dub'), tagsOf.has('techno')]).toEqual([true, false])
    world.store.close()
  })
})

test('where nothing tells the style of what was taken down, the taste of the listener leads [promise: gone-seeds-lead]', async () => {
  const world = await openStyles()
  const seed = { kind: 'track', id: plain.id } as const
  await world.catalog.takeDown([seed], now)
  const { tier, degraded, items } = await radioOn(world, 'ann', seed)
  expect(tier).toBe('full')
  expect(degraded).toContain(
    'This track was taken down, so others are played, looked for by what the listener plays',
  )
  expect(items.filter(({ track }) => track.tags.includes('choral')).length).toBeGreaterThanOrEqual(10)
  const { tier: ofAll, degraded: said } = await radioOn(world, 'bob', seed)
  expect(ofAll).toBe('popular')
  expect(said).toContain('This track was taken down, so others are played')
  world.store.close()
})

test('what was heard in a session leads on beside the style of its start', async () => {
  const world = await openStyles()
  const seed = { kind: 'track', id: 'dub-3' } as const
  await world.catalog.takeDown([seed], now)
  const { items } = await radioOn(world, 'bob', seed, ['folk-1'])
  const tagsOf = new Set(items.flatMap(({ track }) => track.tags))
  expect([tagsOf.has('dub'), tagsOf.has('folk'), tagsOf.has('techno')]).toEqual([true, true, false])
  world.store.close()
})

test('a track that came after the last training leads on in its style, alike in a radio and in what is similar', async () => {
  const world = await openStyles()
  const { services, catalog } = world
  const added = { ...plain, id: trackId('added'), recordingId: recordingId('added'), tags: ['dub'] }
  await catalog.upsert([added])
  const reads = await services.readsFor(undefined, now)
  const asking = { requestId: requestId('like'), asOf: now, limit: 12, currentKey: catalog.keyOf(added.id) }
  const { body } = await services.serve(similar.ask(asking, reads), reads)
  const radio = await radioOn(world, 'bob', { kind: 'track', id: added.id })
  for (const { items } of [slateSchema.parse(JSON.parse(body)), radio]) {
    expect(items.length).toBeGreaterThan(5)
    const alike = items.filter(({ track }) => track.id.startsWith('dub-'))
    expect(alike.length).toBeGreaterThan(items.length / 2)
  }
})
