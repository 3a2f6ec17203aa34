import { foldedTag } from '#catalog'
import { add, type NamesakesOf } from './namesakes.ts'
import type { NumberLists } from './number-lists.ts'

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

/** The numbers of all tags that are this one in any spelling; laid out when somebody who blocked a tag asks. */
export const numbersOfTagsAlike = (tags: readonly string[]): ((tag: string) => readonly number[]) => {
  let alike: Map<string, number[]> | undefined
  return (tag) => {
    if (alike === undefined) {
      alike = new Map()
      for (const [number, other] of tags.entries()) add(alike, foldedTag(other), number)
    }
    return alike.get(foldedTag(tag)) ?? []
  }
}

export const presentOf = (numbers: readonly (number | undefined)[]): readonly number[] =>
  numbers.filter((number) => number !== undefined)
