/**
 * Sets of small integers as bits, 32 to a word: number n is bit n & 31 of word n >>> 5. It is the form in which
 * a filter enters the scan; a number beyond the last word is not in the set.
 */
export const bitmaskOf = (members: Iterable<number>): Uint32Array => {
  let words = new Uint32Array(64)
  let used = 0
  for (const member of members) {
    const word = member >>> 5
    if (word >= words.length) words = grown(words, word + 1)
    words[word] = (words[word] ?? 0) | (1 << (member & 31))
    used = Math.max(used, word + 1)
  }
  return words.slice(0, used)
}

/** Every number below `end` (rounded up to whole words) but these. */
export const bitmaskWithout = (left: Iterable<number>, end: number): Uint32Array => {
  const words = new Uint32Array(Math.ceil(end / 32)).fill(0xffff_ffff)
  for (const member of left) {
    const word = words[member >>> 5]
    if (word !== undefined) words[member >>> 5] = word & ~(1 << (member & 31))
  }
  return words
}

/** Whether a number is in the set. */
export const inBitmask = (words: Uint32Array, member: number): boolean =>
  ((words[member >>> 5] ?? 0) & (1 << (member & 31))) !== 0

const grown = (words: Uint32Array<ArrayBuffer>, atLeast: number): Uint32Array<ArrayBuffer> => {
  const larger = new Uint32Array(Math.max(atLeast, words.length * 2))
  larger.set(words)
  return larger
}
