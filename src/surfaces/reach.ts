import { type Catalog, foldedTag, nameNumber, type StoredTrack, type Target } from '#catalog'
import { type Artist, creditsOf, type TrackKey } from '#domain'
import type { TrackIndex } from './track-index.ts'

/**
 * How far a block or a dislike reaches beyond what it names. The trap closed here: recordings and artists are told
 * apart carefully, since a wrong merge hides music and mixes histories, and so the same song came back from a
 * compilation, at another length, or under a mended row of a table.
 */
export interface Reach {
  /** By key: tracks of one number are one song to whoever ruled one of them out; 0 for a song of its own. */
  readonly songs: Float64Array
  /**
   * All that a block on an artist or a tag holds for, by id, itself among them: what it was called before or is called
   * since, and artists that are called alike.
   */
  namesakes(target: Target): readonly string[]
  /** Tracks that had one of these names, and are judged by it still. */
  formerly(kind: Target['kind'], names: readonly string[]): readonly TrackKey[]
  /** The numbers of all tags that are this one in any spelling. */
  tagsAlike(tag: string): readonly number[]
}

/** `tracks` are all that the catalogue has or had; its own numbers of songs are copied, and so stay those of this index. */
export const reachOf = (
  catalog: Catalog,
  tracks: readonly StoredTrack[],
  slots: number,
  { tags }: Pick<TrackIndex, 'tags'>,
): Reach => {
  const songs = new Float64Array(slots)
  const people = new Set<Artist>()
  for (const track of tracks) {
    songs[track.key] = catalog.songNumber(track.key)
    for (const artist of creditsOf(track)) people.add(artist)
  }
  return {
    songs,
    namesakes: createNamesakes(catalog, people),
    formerly: (kind, names) => names.flatMap((id) => [...catalog.formerly({ kind, id })]),
    tagsAlike: numbersOfTagsAlike(tags),
  }
}

const madeOfName = /^artist:/

/** Laid out when somebody who blocked an artist asks; the catalogue has the numbers of the names at hand. */
const createNamesakes = (catalog: Catalog, people: Iterable<Artist>): Reach['namesakes'] => {
  const lists = () => {
    const namesOf = new Map<string, number[]>()
    const calledSo = new Map<number, string[]>()
    const put = (id: string, name: number): void => {
      add(namesOf, id, name)
      add(calledSo, name, id)
    }
    for (const { id, name } of people) put(id, catalog.nameNumber(name))
    for (const { id, name } of catalog.formerArtists()) put(id, catalog.nameNumber(name))
    return { namesOf, calledSo }
  }
  let made: ReturnType<typeof lists> | undefined
  return ({ kind, id }) => {
    const own = [id, ...catalog.alsoCalled({ kind, id })]
    if (kind !== 'artist') return own
    made ??= lists()
    const { namesOf, calledSo } = made
    const names = own.flatMap((one) => [
      ...(namesOf.get(one) ?? []),
      // An id that is made of a name says it also when no track has it any more.
      ...(madeOfName.test(one) ? [numberIn(one)] : []),
    ])
    const alike = [...new Set(names)].flatMap((name) => calledSo.get(name) ?? [])
    const all = new Set(own)
    for (const one of alike) {
      // What is linked to one that was reached is reached already.
      if (all.has(one)) continue
      all.add(one)
      for (const other of catalog.alsoCalled({ kind, id: one })) all.add(other)
    }
    return [...all]
  }
}

const numberIn = (id: string): number => nameNumber(id.replace(madeOfName, ''))

/** Likewise, when somebody who blocked a tag asks. */
const numbersOfTagsAlike = (tags: readonly string[]): Reach['tagsAlike'] => {
  let alike: Map<string, number[]> | undefined
  return (tag) => {
    if (alike === undefined) {
      alike = new Map()
      for (const [number, other] of tags.entries()) add(alike, foldedTag(other), number)
    }
    return alike.get(foldedTag(tag)) ?? []
  }
}

const add = <Key, Value>(lists: Map<Key, Value[]>, at: Key, value: Value): void => {
  const list = lists.get(at)
  if (list === undefined) lists.set(at, [value])
  else list.push(value)
}
