/** How fast the catalogue is leafed through, and what one listener played or was served is found. */
import type { StoredTrack } from '#catalog'
import { createRandom, type Random } from '#domain'
import type { Claim, Figure } from './claim.ts'
import { catalogueInWords, demoListenerIds } from './demo-data.ts'
import { ascending, latencyFigures, percentile } from './measure.ts'
import { oneByOne } from './one-by-one.ts'

const requests = { full: 400, quick: 40 }
const slates = { full: 3_000, quick: 300 }

export const browse: Claim = {
  name: 'browse',
  describe: `Pages of 60 of artists, releases, tracks and tags, pages of one, and pages of history and decisions, one at a time over HTTP, ${requests.full} of each, over ${catalogueInWords} and ${slates.full.toLocaleString('en')} decisions`,
  meaning:
    'One connection, one request after the other; filters, orders and pages are drawn at random. The first row is an answer that does nothing, so what a page costs beside it can be told on a busy machine too. There is no bar yet.',
  run: (bench) =>
    oneByOne(bench, 'browse', async ({ tracks, ask }) => {
      const random = createRandom('browse')
      bench.say('making decisions to look for')
      for (let made = 0; made < slates[bench.pace]; made++) {
        const listener = oneOf(random, demoListenerIds)
        await ask(`/v1/tracks/${encodeURIComponent(oneOf(random, tracks).id)}/similar?listenerId=${listener}`)
      }
      const figures: Figure[] = []
      const median = new Map<string, number>()
      let errors = 0
      for (const [name, path] of Object.entries(kinds)) {
        bench.say(name)
        for (let warmUp = 0; warmUp < 20; warmUp++) await ask(path(random, tracks))
        const tookMs: number[] = []
        for (let asked = 0; asked < requests[bench.pace]; asked++) {
          const answer = await ask(path(random, tracks))
          tookMs.push(answer.tookMs)
          if (!answer.ok) errors++
        }
        median.set(name, percentile(ascending(tookMs), 0.5))
        figures.push(...latencyFigures(name, tookMs))
      }
      const nothing = median.get('nothing') ?? Number.NaN
      const dearest = Math.max(...median.values())
      return [
        ...figures,
        { name: 'the dearest page: p50 over that of nothing', value: dearest / nothing, unit: '×' },
        { name: 'errors', value: errors, unit: '', bar: { atMost: 0 } },
      ]
    }),
}

const oneOf = <Item>(random: Random, from: readonly Item[]): Item => {
  const item = from[random.below(from.length)]
  if (item === undefined) throw new Error('There is nothing to draw from.')
  return item
}

const part = (random: Random, entries: number): string => `offset=${60 * random.below(entries / 60)}&limit=60`
const letters = (random: Random): string => oneOf(random, ['', '', 'a', 'el', 'mar', 'son'])

/** The main artist of a track; tracks without one are drawn again. */
const artistOf = (random: Random, tracks: readonly StoredTrack[]): string =>
  oneOf(random, tracks).artists[0]?.id ?? artistOf(random, tracks)

/** A path to ask for, drawn anew each time. */
const kinds: Readonly<Record<string, (random: Random, tracks: readonly StoredTrack[]) => string>> = {
  nothing: () => '/healthz',
  artists: (random) =>
    `/v1/artists?${part(random, 600)}&q=${letters(random)}&order=${oneOf(random, ['name', 'tracks'])}`,
  releases: (random) =>
    `/v1/releases?${part(random, 600)}&q=${letters(random)}&order=${oneOf(random, ['newest', 'title', 'tracks'])}`,
  tags: (random) => `/v1/tags?limit=60&q=${letters(random)}`,
  'tracks, a listener’s blocks left out': (random) =>
    `/v1/tracks?${part(random, 6_000)}&order=${oneOf(random, ['popular', 'newest', 'title'])}&listenerId=${oneOf(random, demoListenerIds)}`,
  'one artist': (random, tracks) => `/v1/artists/${encodeURIComponent(artistOf(random, tracks))}`,
  'one track': (random, tracks) => `/v1/tracks/${encodeURIComponent(oneOf(random, tracks).id)}`,
  'history of a listener': (random) => `/v1/listeners/${oneOf(random, demoListenerIds)}/history?limit=50`,
  'last stop of a listener': (random) => `/v1/listeners/${oneOf(random, demoListenerIds)}/last-stop`,
  'decisions of a listener': (random) =>
    `/v1/decisions?listenerId=${oneOf(random, demoListenerIds)}&limit=50`,
  'decisions with a track': (random, tracks) =>
    `/v1/decisions?trackId=${encodeURIComponent(oneOf(random, tracks).id)}&limit=50`,
}
