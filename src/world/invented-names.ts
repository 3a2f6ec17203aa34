import { hashText, type Random } from '#domain'

/**
 * Names for people, artists, releases and songs that don't exist. Artists and people are put together from
 * syllables and plain words; nothing here is taken from a real catalogue, so that no simulated line can be
 * mistaken for a fact about somebody.
 */
const onsets = [
  'Va',
  'Ne',
  'So',
  'Ti',
  'Mar',
  'Lu',
  'Oro',
  'Ke',
  'Bri',
  'Ysa',
  'Dor',
  'Eli',
  'Fen',
  'Ha',
  'Jo',
  'Qui',
]
const middles = ['li', 'ren', 'va', 'mo', 'do', 'sha', 'ri', 'tu', 'bel', 'ka', 'ni', 'zo']
const endings = ['n', 'a', 'ra', 'el', 'is', 'o', 'ette', 'us', 'y', 'eth']

const qualities = [
  'Amber',
  'Hollow',
  'Paper',
  'Silver',
  'Slow',
  'Velvet',
  'Northern',
  'Electric',
  'Quiet',
  'Copper',
  'Distant',
  'Salted',
  'Winter',
  'Glass',
  'Crooked',
  'Golden',
  'Second',
  'Painted',
  'Broken',
  'Sunlit',
  'Iron',
  'Tender',
]
const things = [
  'Lantern',
  'Harbour',
  'Orchard',
  'Signal',
  'Meadow',
  'Staircase',
  'Antenna',
  'River',
  'Compass',
  'Garden',
  'Window',
  'Engine',
  'Archive',
  'Comet',
  'Mirror',
  'Parade',
  'Kettle',
  'Horizon',
  'Thicket',
]
const moments = [
  'at Dawn',
  'in the Rain',
  'for Two',
  'Before the Storm',
  'on the Line',
  'After Hours',
  'by the Sea',
  'Without Words',
  'in Colour',
  'Once More',
  'at the Edge',
  'Under Snow',
]

const one = (words: readonly string[], random: Random): string => words[random.below(words.length)] ?? ''

/** Two vowels in a row read badly: the middle gives up its own before an ending that begins with one. */
const join = (onset: string, middle: string, ending: string): string => {
  const clash = /[aeiouy]$/.test(middle) && /^[aeiouy]/.test(ending)
  return onset + (clash ? middle.slice(0, -1) : middle) + ending
}

const inventWord = (random: Random): string =>
  join(one(onsets, random), one(middles, random), one(endings, random))

/** Coprime to the number of names, so that stepping by it visits every name before any comes twice. */
const step = 1009

/** The given name of a simulated listener; the first 1,920 of a world have a name each of their own. */
export const inventGivenName = (index: number, seed: string): string => {
  const names = onsets.length * middles.length * endings.length
  const place = (hashText(`${seed}/names`) + index * step) % names
  const onset = onsets[place % onsets.length]
  const middle = middles[Math.floor(place / onsets.length) % middles.length]
  const ending = endings[Math.floor(place / (onsets.length * middles.length))]
  return join(onset ?? '', middle ?? '', ending ?? '')
}

export const inventArtistName = (random: Random): string => {
  const form = random.below(4)
  if (form === 0) return `${inventWord(random)} ${inventWord(random)}`
  if (form === 1) return `The ${one(qualities, random)} ${one(things, random)}s of ${inventWord(random)}`
  if (form === 2) return `${inventWord(random)} & the ${one(things, random)}s`
  return `${inventWord(random)} ${one(things, random)}`
}

export const inventTitle = (random: Random): string => {
  const form = random.below(4)
  if (form === 0) return `${one(qualities, random)} ${one(things, random)}`
  if (form === 1) return `${one(things, random)} ${one(moments, random)}`
  if (form === 2) return `${one(qualities, random)} ${one(things, random)} ${one(moments, random)}`
  return `The ${one(things, random)} ${one(moments, random)}`
}
