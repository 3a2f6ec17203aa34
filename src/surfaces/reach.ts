import { type Catalog, foldedTag, isInPlace, type StoredTrack } from '#catalog'
import { type Artist, creditsOf, trackKey } from '#domain'
import { add, createNamesakes, type NamesakesOf } from './namesakes.ts'
import type { TrackIndex } from './track-index.ts'

/**
 * How far a block or a dislike reaches beyond what it names. The trap closed here: recordings and artists are told
 * apart carefully, since a wrong merge hides music and mixes histories, and so the same song came back from a
 * compilation, at another length, or under a mended row of a table.
 */
export interface Reach {
  /** By key: tracks of one number are one song to whoever ruled one of them out; 0 for a song of its own. */
  readonly songs: Float64Array
  readonly namesakes: NamesakesOf
  /** What tracks were called and are judged by still. */
  readonly formerArtists: NumberLists
  readonly formerTags: NumberLists
}

/** By key: `numbers[starts[key] … starts[key + 1])`. */
export interface NumberLists {
  readonly starts: Uint32Array
  readonly numbers: Uint32Array
}

/** `tracks` are all that the catalogue has or had; its own numbers of songs are copied, and so stay those of this index. */
export const reachOf = (
  catalog: Catalog,
  tracks: readonly StoredTrack[],
  slots: number,
  { tags, artistNumbers }: Pick<TrackIndex, 'tags' | 'artistNumbers'>,
): Reach => {
  const songs = new Float64Array(slots)
  const people = new Set<Artist>()
  for (const track of tracks) {
    songs[track.key] = catalog.songNumber(track.key)
    for (const artist of creditsOf(track)) people.add(artist)
  }
  // Numbers of their own, behind the others: no track is called so, and no taste, shelf or reason is made of them.
  const formerArtists = numberedFrom(artistNumbers.size)
  const formerTags = numberedFrom(tags.length)
  const listed = (kind: 'artist' | 'tag', numberOf: (was: string) => number): NumberLists =>
    listNumbers(slots, (key) =>
      catalog
        .formerNames(trackKey(key))
        .flatMap((one) => (one.kind === kind && one.holds && !isInPlace(one) ? numberOf(one.was) : [])),
    )
  const alike = numbersOfTagsAlike(tags)
  return {
    songs,
    formerArtists: listed('artist', formerArtists.numberOf),
    formerTags: listed('tag', formerTags.numberOf),
    namesakes: createNamesakes(catalog, people, {
      artist: (id) => present([artistNumbers.get(id), formerArtists.known.get(id)]),
      credit: (id) => present([artistNumbers.get(id)]),
      tag: (id) => present([...alike(id), formerTags.known.get(foldedTag(id))]),
    }),
  }
}

const numberedFrom = (first: number) => {
  const known = new Map<string, number>()
  return {
    known,
    numberOf: (name: string): number => {
      const number = known.get(name) ?? first + known.size
      known.set(name, number)
      return number
    },
  }
}

const listNumbers = (slots: number, numbersOf: (key: number) => readonly number[]): NumberLists => {
  const starts = new Uint32Array(slots + 1)
  const numbers: number[] = []
  for (let key = 0; key < slots; key++) {
    for (const number of numbersOf(key)) numbers.push(number)
    starts[key + 1] = numbers.length
  }
  return { starts, numbers: Uint32Array.from(numbers) }
}

/** The numbers of all tags that are this one in any spelling; laid out when somebody who blocked a tag asks. */
const numbersOfTagsAlike = (tags: readonly string[]): ((tag: string) => readonly number[]) => {
  let alike: Map<string, number[]> | undefined
  return (tag) => {
    if (alike === undefined) {
      alike = new Map()
      for (const [number, other] of tags.entries()) add(alike, foldedTag(other), number)
    }
    return alike.get(foldedTag(tag)) ?? []
  }
}

const present = (numbers: readonly (number | undefined)[]): readonly number[] =>
  numbers.filter((number) => number !== undefined)
