import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRandom, listenerId, minuteMs, requestId, sessionId } from '#domain'
import { home, nowPlaying, type Surface, session, similar } from '#surfaces'
import { isKnownColumn, isKnownPart } from '../../console/src/decisions/column-words.ts'
import { now, openSmallWorld, randomTracks, runOn } from './small-world.ts'

/** A column that comes to a tape without words would be shown by its name and its bare number, which mostly says something else. */
const root = join(import.meta.dirname, '../../src/surfaces')
const documents = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^([a-z-]+)\/\1-\d+\.ts$/.test(path),
)
const surfaces: Readonly<Record<string, Surface>> = {
  home,
  'now-playing': nowPlaying,
  session,
  similar,
}
const listener = listenerId('l')

const openWorld = async () => {
  const tracks = randomTracks(createRandom('told'), 80)
  const plays = Array.from({ length: 40 }, (_, nth) => ({
    id: `play-${nth}`,
    type: nth % 9 === 0 ? 'track.skipped' : 'track.played',
    at: now - (900 - 20 * nth) * minuteMs,
    listenerId: listener,
    trackId: tracks[nth % 11]?.id,
    ...(nth % 9 === 0 ? { positionMs: 9_000 } : { playedMs: 60_000 }),
  }))
  return openSmallWorld(tracks, plays)
}

/** Columns and parts of whatever a document runs in its tiers. */
const namesIn = async (surface: Surface, { services, catalog }: Awaited<ReturnType<typeof openWorld>>) => {
  const reads = await services.readsFor(listener, now)
  const keys = [...catalog.tracks()].map(({ key }) => key)
  const seed = { kind: 'tag', id: 'dub' } as const
  const names = { columns: new Set<string>(), parts: new Set<string>() }
  const run = runOn(reads, keys, (_pipeline, trace) => {
    for (const { numbers, parts = {} } of trace.candidates()) {
      for (const name of Object.keys(numbers)) names.columns.add(name)
      for (const name of Object.keys(parts)) names.parts.add(name)
    }
  })
  const asking = {
    requestId: requestId('r'),
    asOf: now,
    listenerId: listener,
    limit: 5,
    currentKey: keys[20],
  }
  for (const tier of ['full', 'cached', 'popular'] as const)
    await surface
      .ask(
        {
          ...asking,
          session: { id: sessionId('s'), seed, heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] },
        },
        reads,
      )
      .answer(tier, run)
  return names
}

test('every column and every part of a score that a recipe can bring has words, or is known to take none [promise: told-as-it-is]', async () => {
  const world = await openWorld()
  expect(documents.length).toBeGreaterThanOrEqual(13)
  const seen = new Set<string>()
  for (const path of documents) {
    const module: Record<string, object> = await import(join(root, path))
    const [document = expect.fail(path)] = Object.values(module)
    const surface = surfaces[path.split('/')[0] ?? ''] ?? expect.fail(path)
    const { columns, parts } = await namesIn(surface.by(document), world)
    const wordless = [
      ...[...columns].filter((name) => !isKnownColumn(name)),
      ...[...parts].filter((name) => !isKnownPart(name)),
    ]
    expect(wordless, path).toEqual([])
    for (const name of [...columns, ...parts]) seen.add(name)
  }
  // What was looked through were really the columns and parts of all.
  for (const name of ['furtherPlace', 'tag3', 'inSession', 'relevance', 'again', 'rounding', 'noise', 'seed'])
    expect(seen, name).toContain(name)
  world.store.close()
})
