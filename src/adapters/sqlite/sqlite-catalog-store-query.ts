import type { Speller } from './sqlite-catalog-store-speller.ts'
import { type Chunk, chunksOf, signWord } from './sqlite-catalog-store-words.ts'

/**
 * What a person types, as an FTS5 expression. Typed text is data: every word goes in in quotes and has only
 * letters and digits, so `"`, `*`, `NEAR` and `^` mean nothing. The trap is mending too eagerly: a word that is
 * known, or begins a known word, is never touched.
 */
const mostLetters = 1_000
const mostChunks = 16

export interface Asked {
  /** Words parted by AND; every track found has them all. */
  readonly match: string
  /** At most so many tracks match, as far as that is known without looking; see `Speller`. */
  readonly atMost: number
  /** The query with its words mended; absent when none was. */
  readonly corrected?: string
}

/** Undefined for a text that has nothing to search by. Reads the first 1,000 characters and 16 words. */
export const readQuery = (query: string, speller: Speller): Asked | undefined => {
  const text = query.slice(0, mostLetters)
  const chunks = chunksOf(text).slice(0, mostChunks)
  if (chunks.length === 0) {
    const sign = signWord(text)
    return sign === undefined ? undefined : { match: `"${sign}"`, atMost: 0 }
  }
  const terms = chunks.map((chunk, position) => termOf(chunk, position === chunks.length - 1, speller))
  const match = terms.map((term) => term.match).join(' AND ')
  const atMost = Math.min(...terms.map((term) => term.atMost))
  return terms.some((term) => term.mended)
    ? { match, atMost, corrected: terms.map((term) => term.text).join(' ') }
    : { match, atMost }
}

interface Term {
  readonly match: string
  readonly text: string
  readonly atMost: number
  readonly mended: boolean
}

const termOf = (chunk: Chunk, last: boolean, speller: Speller): Term => {
  const { words, joined } = chunk
  const typed = words.join(' ')
  if (joined !== undefined && (speller.knows(joined) || (last && speller.begins(joined)))) {
    const atMost = tracksWith(words, last, speller) + tracksWith([joined], last, speller)
    return {
      match: `(${phrase(typed, last)} OR ${phrase(joined, last)})`,
      text: typed,
      atMost,
      mended: false,
    }
  }
  const meant = words.map((word) =>
    speller.knows(word) || speller.begins(word) ? [word] : (speller.mend(word) ?? [word]),
  )
  const read = meant.flat()
  const text = read.join(' ')
  const mended = text !== typed
  // A beginning may stand anywhere ("beeth sonata"), and the last word may always be one.
  const end = read.at(-1) ?? ''
  const open = !mended && (last || !speller.knows(end))
  return { match: phrase(text, open), text, atMost: tracksWith(read, open, speller), mended }
}

/** The whole word besides its continuations, so that "intro" ranks before "introspection". */
const phrase = (text: string, open: boolean): string => (open ? `("${text}" OR "${text}" *)` : `"${text}"`)

const tracksWith = (words: readonly string[], open: boolean, speller: Speller): number =>
  Math.min(
    ...words.map((word, at) =>
      open && at === words.length - 1 ? speller.tracksBeginning(word) : speller.tracksWith(word),
    ),
  )
