/**
 * What a title is found by: its words, pieces of three and four letters of them (so that "throwbacks" finds "throwback"), and the
 * title as a whole. Accents, case and punctuation tell nothing; an emoji is a word.
 */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/&(?:amp|#x2f|#x27|quot);/g, ' ')
    .match(/[\p{L}\p{N}]+|\p{Extended_Pictographic}/gu) ?? []

const pieceLengths = [3, 4]
const pieceWeight = 0.5
const wholeWeight = 1.5

/** Term to weight. */
export const titleTerms = (title: string): Map<string, number> => {
  const words = wordsOf(title)
  const terms = new Map<string, number>()
  for (const word of words) {
    terms.set(`word ${word}`, 1)
    const framed = `^${word}$`
    for (const length of pieceLengths)
      for (let at = 0; at + length <= framed.length; at++)
        terms.set(`piece ${framed.slice(at, at + length)}`, pieceWeight)
  }
  if (words.length > 0) terms.set(`whole ${words.join('')}`, wholeWeight)
  return terms
}
