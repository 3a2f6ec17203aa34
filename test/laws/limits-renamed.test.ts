import fc from 'fast-check'
import { expect, test } from 'vitest'
import { artistId, createRandom, creditsOf, type Track, trackId } from '#domain'
import { askEverywhere } from './ask-everywhere.ts'
import { rulingOn } from './rulings.ts'
import { randomTracks, spelledOtherwise } from './small-world.ts'

/**
 * Limits, when a library calls by another name what was ruled out: corrected in one request or one track at a time,
 * by a letter, an article, or altogether, on all tracks or on some, with others that come under the old name, and with titles that are
 * mended along with it. What was barred stays barred, and its name of now is named nowhere.
 */
const artistNames: readonly ((name: string) => string)[] = [
  (name) => name.replace(/st/i, 'ts'),
  (name) => `The ${name}`,
  () => 'Nobody Else',
]
const hyphened = (tag: string) => `${tag[0]}-${tag.slice(1)}`
/** A letter more makes another word of a short one. */
const isShort = (tag: string) => !/\p{L}{4,}$/u.test(tag)
const tagNames: readonly ((tag: string) => string)[] = [
  (tag) => (isShort(tag) ? hyphened(tag) : `${tag}s`),
  hyphened,
  (tag) => (isShort(tag) ? hyphened(tag) : `${tag}${tag.at(-1)}`),
]

const titles: readonly ((title: string) => string)[] = [
  (title) => title,
  (title) => `${title} (Remastered)`,
  () => 'Quite Another',
]

const renamedIn = (track: Track, id: string, way: number, titled: number): Track => {
  const spelt = (names: typeof artistNames, name: string) => (names[way] ?? expect.fail())(name)
  const people = (artists: Track['artists']): Track['artists'] =>
    artists.map((artist) => {
      const name = spelt(artistNames, artist.name)
      return artist.id === id ? { id: artistId(`artist:${name.toLowerCase()}`), name } : artist
    })
  // One whose title and people are all others is another track; a word with a number in it is no spelling of another.
  const isOther = way === 2 || track.artists.some(({ name }) => /\p{L}\p{N}/u.test(name))
  const title = titles[isOther ? Math.min(titled, 1) : titled] ?? expect.fail()
  return {
    ...track,
    title: title(track.title),
    artists: people(track.artists),
    featured: people(track.featured),
    tags: track.tags.map((tag) => (tag === id ? spelt(tagNames, tag) : tag)),
  }
}

const kinds = ['artist', 'namesake', 'guest', 'tag'] as const

test.each(kinds)(
  'what was ruled out is on no surface in no tier and is named nowhere when it is called otherwise since: %s [promise: blocks-follow-names]',
  async (kind) => {
    let checked = 0
    const renaming = fc.record({
      seed: fc.nat(1e6),
      count: fc.integer({ min: 8, max: 40 }),
      pick: fc.nat(1000),
      way: fc.nat(2),
      titled: fc.nat(2),
      atOnce: fc.boolean(),
      tenths: fc.integer({ min: 1, max: 10 }),
      strays: fc.nat(2),
      further: fc.option(fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(1000) }), { freq: 2 }),
    })
    await fc.assert(
      fc.asyncProperty(
        renaming,
        async ({ seed, count, pick, way, titled, atOnce, tenths, strays, further }) => {
          const random = createRandom(`limits/${seed}`)
          const known = spelledOtherwise(random, randomTracks(random, count))
          const ruling = rulingOn(kind, known, pick)
          if (ruling?.target === undefined) return
          const { judged, target } = ruling
          // Said of what is called as it was.
          const more = further === null ? undefined : rulingOn(further.kind, known, further.pick)
          const rulings = more === undefined ? [ruling] : [ruling, more]
          const named = known.tracks.filter(judged)
          const corrected = named.slice(0, Math.ceil((named.length * tenths) / 10))
          const renamed = corrected.map((track) => renamedIn(track, target.id, way, titled))
          const late = named.slice(0, strays).map((track) => ({ ...track, id: trackId(`late ${track.id}`) }))
          const called = (tracks: readonly Track[]) =>
            new Set(tracks.flatMap((track) => [...creditsOf(track).map(({ name }) => name), ...track.tags]))
          const names = [...called(renamed)].filter((name) => !called(known.tracks).has(name))
          const answers = await askEverywhere(known.tracks, rulings, seed, async (catalog) => {
            for (const step of atOnce ? [renamed] : renamed.map((track) => [track]))
              await catalog.upsert(step)
            await catalog.upsert(late)
          })
          const trackOf = new Map<string, Track>([...known.tracks, ...late].map((track) => [track.id, track]))
          const isBarred = (id: string) => rulings.some(({ bars }) => bars(trackOf.get(id) ?? expect.fail()))
          for (const { where, items, words } of answers) {
            for (const { track, reason } of items) {
              expect(isBarred(track.id), `${where} shows ${track.id}`).toBe(false)
              expect(
                reason.trackId !== undefined && isBarred(reason.trackId),
                `${where}: ${reason.text}`,
              ).toBe(false)
              checked++
            }
            const lines = [...words, ...items.map(({ reason }) => reason.text)]
            for (const name of names) for (const line of lines) expect(line, where).not.toContain(name)
          }
        },
      ),
      { numRuns: 25 },
    )
    expect(checked).toBeGreaterThan(1000)
  },
)
