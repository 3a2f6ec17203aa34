/**
 * Text as words, the same for what is stored and what is asked. FTS5 gets words that are folded already, so the
 * speller's vocabulary and the index hold the very same words. Two traps: "don't", "hip-hop" and "R.E.M." are
 * typed both joined and apart, so both are indexed; Chinese and Japanese are written without spaces, so each
 * such character is a word and a run of them is searched as a phrase.
 */
const unfolded: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
}

/** Lower case without accents ("Björk" → "bjork", "Łódź" → "lodz"). */
const foldText = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæœøđðþłħı]/g, (letter) => unfolded[letter] ?? letter)

const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const wordPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{Co}\p{M}])+/gu
const longestWord = 64

/** What stands between two spaces: its words, and whether they may also be written as one. */
export interface Chunk {
  readonly words: readonly string[]
  readonly joined?: string
}

/** The chunks of a text in order; chunks without letters or digits ("-", "♥") are left out. */
export const chunksOf = (text: string): readonly Chunk[] => {
  const chunks: Chunk[] = []
  for (const piece of foldText(text).split(/[\s\p{Cc}]+/u)) {
    const words = (piece.match(wordPattern) ?? []).map((word) => word.slice(0, longestWord).toWellFormed())
    if (words.length === 0) continue
    const joinable = words.length > 1 && words.length <= 6 && !spaceless.test(piece)
    chunks.push(joinable ? { words, joined: words.join('').slice(0, longestWord) } : { words })
  }
  return chunks
}

/** A text as one word of its own, for names made of signs only ("!!!", "♥"); undefined when it has letters. */
export const signWord = (text: string): string | undefined => {
  const folded = foldText(text).replace(/[\s\p{Cc}]+/gu, '')
  if (folded === '' || /[\p{L}\p{N}\p{Co}\p{M}]/u.test(folded)) return undefined
  return `sign${[...folded.slice(0, 16).toWellFormed()].map((sign) => sign.codePointAt(0)?.toString(16)).join('')}`
}
