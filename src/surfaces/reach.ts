import { type Catalog, foldedTag, nameNumber, type StoredTrack } from '#catalog'
import { type Artist, creditsOf } from '#domain'
import type { TrackIndex } from './track-index.ts'

/**
 * How far a block or a dislike reaches beyond what it names. The trap closed here: recordings and artists are told
 * apart carefully, since a wrong merge hides music and mixes histories, and so the same song came back from a
 * compilation, at another length, or under a mended row of a table.
 */
export interface Reach {
  /** By key: tracks of one number are one song to whoever ruled one of them out; 0 for a song of its own. */
  readonly songs: Float64Array
  /** The numbers of all artists that are called like this one anywhere, itself among them where it is known. */
  namesakes(id: string): readonly number[]
  /** The numbers of all tags that are this one in any spelling. */
  tagsAlike(tag: string): readonly number[]
}

/** `tracks` are all that the catalogue has or had; its own numbers are copied, and so stay those of this index. */
export const reachOf = (
  catalog: Catalog,
  tracks: readonly StoredTrack[],
  slots: number,
  { artistNumbers, tags }: Pick<TrackIndex, 'artistNumbers' | 'tags'>,
): Reach => {
  const songs = new Float64Array(slots)
  const people = new Set<Artist>()
  for (const track of tracks) {
    songs[track.key] = catalog.songNumber(track.key)
    for (const artist of creditsOf(track)) people.add(artist)
  }
  return {
    songs,
    namesakes: createNamesakes(catalog, people, artistNumbers),
    tagsAlike: createTagsAlike(tags),
  }
}

const madeOfName = /^artist:/

/** Laid out when somebody who blocked an artist asks; the catalogue has the numbers of the names at hand. */
const createNamesakes = (
  catalog: Catalog,
  people: Iterable<Artist>,
  artistNumbers: ReadonlyMap<string, number>,
): Reach['namesakes'] => {
  const lists = () => {
    const namesOf = new Map<number, number[]>()
    const calledSo = new Map<number, number[]>()
    for (const { id, name } of people) {
      const number = artistNumbers.get(id)
      if (number === undefined) continue
      add(namesOf, number, catalog.nameNumber(name))
      add(calledSo, catalog.nameNumber(name), number)
    }
    return { namesOf, calledSo }
  }
  let made: ReturnType<typeof lists> | undefined
  return (id) => {
    made ??= lists()
    const { namesOf, calledSo } = made
    const names = namesOf.get(artistNumbers.get(id) ?? -1) ?? []
    // An id that is made of a name says it when no track has it any more, as after its spelling was mended.
    const own = madeOfName.test(id) ? [nameNumber(id.replace(madeOfName, ''))] : []
    return [...new Set([...own, ...names].flatMap((name) => calledSo.get(name) ?? []))]
  }
}

/** Likewise, when somebody who blocked a tag asks. */
const createTagsAlike = (tags: readonly string[]): Reach['tagsAlike'] => {
  let alike: Map<string, number[]> | undefined
  return (tag) => {
    if (alike === undefined) {
      alike = new Map()
      for (const [number, other] of tags.entries()) add(alike, foldedTag(other), number)
    }
    return alike.get(foldedTag(tag)) ?? []
  }
}

const add = <At>(lists: Map<At, number[]>, at: At, value: number): void => {
  const list = lists.get(at)
  if (list === undefined) lists.set(at, [value])
  else list.push(value)
}
