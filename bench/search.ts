/** How fast search answers, and whether it finds: whole titles, beginnings of words, and words with a typo. */
import { z } from 'zod'
import type { StoredTrack } from '#catalog'
import { createRandom, type Random } from '#domain'
import type { Claim, Figure } from './claim.ts'
import { catalogueInWords } from './demo-data.ts'
import { latencyFigures } from './measure.ts'
import { oneByOne } from './one-by-one.ts'

const queries = { full: 400, quick: 60 }

export const search: Claim = {
  name: 'search',
  describe: `GET /v1/search, one at a time over HTTP, ${queries.full} queries of each kind over ${catalogueInWords}`,
  meaning:
    'One connection, one request after the other. A whole title is found when its track is among the first 20; a beginning or a misspelt word when at least one answer holds the word that was meant. Tracks that share one title crowd each other out, in a generated world above all. There is no bar yet.',
  run: (bench) =>
    oneByOne(bench, 'search', async ({ tracks, ask }) => {
      const figures: Figure[] = []
      for (const kind of kinds) {
        bench.say(kind.name)
        const random = createRandom(`search ${kind.name}`)
        const asked = kind.ask(tracks, random, queries[bench.pace])
        for (const { text } of asked.slice(0, 20)) await ask(searchFor(text))
        const tookMs: number[] = []
        let found = 0
        let errors = 0
        for (const query of asked) {
          const answer = await ask(searchFor(query.text))
          tookMs.push(answer.tookMs)
          if (!answer.ok) errors++
          else if (query.isIn(answerSchema.parse(JSON.parse(answer.body.toString())))) found++
        }
        figures.push(
          ...latencyFigures(kind.name, tookMs),
          { name: `${kind.name}: found`, value: found / asked.length, unit: '' },
          { name: `${kind.name}: errors`, value: errors, unit: '', bar: { atMost: 0 } },
        )
      }
      return figures
    }),
}

const searchFor = (text: string): string => `/v1/search?q=${encodeURIComponent(text)}&limit=20`

const answerSchema = z.object({
  tracks: z.array(
    z.object({ id: z.string(), title: z.string(), artists: z.array(z.object({ name: z.string() })) }),
  ),
  artists: z.array(z.object({ name: z.string() })),
})
type Answer = z.infer<typeof answerSchema>

interface Query {
  readonly text: string
  isIn(answer: Answer): boolean
}

const kinds: readonly {
  readonly name: string
  ask(tracks: readonly StoredTrack[], random: Random, count: number): readonly Query[]
}[] = [
  {
    name: 'whole title',
    ask: (tracks, random, count) =>
      draw(
        random,
        tracks.filter(({ title }) => /[a-z]{4}/i.test(title)),
        count,
      ).map(({ title, id }) => ({
        text: title.slice(0, 100),
        isIn: (answer) => answer.tracks.some((track) => track.id === id),
      })),
  },
  {
    name: 'beginning of a word',
    ask: (tracks, random, count) =>
      draw(random, longWords(tracks), count).map((word) => ({
        text: word.slice(0, 4 + random.below(2)),
        isIn: (answer) => holds(answer, word.slice(0, 4)),
      })),
  },
  {
    name: 'word with a typo',
    ask: (tracks, random, count) =>
      draw(random, longWords(tracks), count).map((word) => ({
        text: misspelt(word, random),
        isIn: (answer) => holds(answer, word),
      })),
  },
]

const draw = <Item>(random: Random, from: readonly Item[], count: number): readonly Item[] =>
  Array.from({ length: count }, () => from[random.below(from.length)]).filter((item) => item !== undefined)

/** Plain words of seven letters or more, each as often as titles hold it. */
const longWords = (tracks: readonly StoredTrack[]): readonly string[] =>
  tracks.flatMap(({ title }) => title.toLowerCase().match(/\b[a-z]{7,}\b/g) ?? [])

/** Two neighbours swapped, or one letter left out; never the first, which people get right. */
const misspelt = (word: string, random: Random): string => {
  const at = 1 + random.below(word.length - 2)
  const swapped = random.next() < 0.5 ? `${word[at + 1]}${word[at]}` : `${word[at + 1]}`
  return word.slice(0, at) + swapped + word.slice(at + 2)
}

const holds = ({ tracks, artists }: Answer, word: string): boolean =>
  [
    ...tracks.map(({ title }) => title),
    ...tracks.flatMap((track) => track.artists.map(({ name }) => name)),
    ...artists.map(({ name }) => name),
  ].some((text) => text.toLowerCase().includes(word))
