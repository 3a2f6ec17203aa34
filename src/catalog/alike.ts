import { hashText, type Track } from '#domain'
import { withoutGuests } from './credits.ts'
import { withoutEdition } from './editions.ts'
import { nameKey, tagKey } from './names.ts'

/**
 * What limits compare names by. Ids keep spellings apart that a listener takes for one: "Beyoncé" and "Beyonce",
 * "Jay-Z" with this hyphen or that, a title whose comma was mended. A block or a dislike that ends there plays what
 * was ruled out, and one that covers too much only hides a namesake. So what is ruled out is compared more loosely
 * than what is heard: letters and digits alone, without case, accents, spaces and guests. No id is made of it.
 */
export const foldedName = (name: string): string => {
  const own = mayNameGuests.test(name) ? withoutGuests(name) : name
  const spelt = own.includes('&') ? own.replaceAll('&', ' and ') : own
  const folded = isAscii.test(spelt) ? spelt.toLowerCase().replace(/[^a-z0-9]+/g, '') : foldedLetters(spelt)
  // A name of signs only is told from others by its signs.
  return folded === '' ? nameKey(own) : folded
}

/** As `foldedName`, and the same for all editions of a recording. Of titles alone: an artist may be called "Duo (Deluxe)". */
export const foldedTitle = (title: string): string =>
  foldedName(withoutEdition(mayNameGuests.test(title) ? withoutGuests(title) : title))

/** Equal for names that fold alike, in 53 bits: a hundred thousand others meet one by chance once in 90 billion. */
export const nameNumber = (name: string): number => numberOf(foldedName(name))

/**
 * What blocks compare tags by: "hip hop", "Hip-Hop" and "hiphop" are one, and so are "R&B", "r and b" and "RnB". Words
 * about blocks have it in the log, where it is folded once more to be compared: who changes it keeps apart no two tags
 * that were one. Sharps
 * and plusses tell keys and grades apart ("C", "C#", "c++"), unless they lead, as in "#rock".
 */
export const foldedTag = (tag: string): string => {
  const joined = tagKey(tag)
    .replace(/(?<=[\p{L}\p{M}\p{N}] ?)&(?= ?[\p{L}\p{N}])/gu, 'n')
    .replace(/(?<=[\p{L}\p{M}\p{N}])[\s_-]+and[\s_-]+(?=[\p{L}\p{N}])/gu, 'n')
    .replaceAll('\u266f', '#')
  const folded = lettersAnd(joined, /[^\p{L}\p{M}\p{N}#+]+/gu).replace(/^[#+]+/, '')
  return hasLetters.test(folded) ? folded : tagKey(tag)
}

/** What names are compared by, worked out once for each. */
export interface Alike {
  /** `nameNumber` of it. */
  name(name: string): number
  /**
   * Equal for tracks of one main artist and title as limits compare them, whatever the edition, the release or the
   * length; 0 for a track without an artist or a name: of those, a title alone ("Track 01") tells nothing.
   */
  song(track: Pick<Track, 'artists' | 'title'>): number
}

/** Keeps what is made of at most so many names, and begins anew beyond: changed with every upsert, they would fill the memory. */
export const madePerName = <Made>(
  make: (name: string) => Made,
  mostNames: () => number,
): ((name: string) => Made) => {
  const all = new Map<string, Made>()
  return (name) => {
    const known = all.get(name)
    if (known !== undefined) return known
    if (all.size >= mostNames()) all.clear()
    const made = make(name)
    all.set(name, made)
    return made
  }
}

export const createAlike = (mostNames: () => number): Alike => {
  const name = madePerName(nameNumber, mostNames)
  return {
    name,
    song: ({ artists: [main], title }) =>
      main === undefined || title === '' ? 0 : numberOf(`${name(main.name)}\n${foldedTitle(title)}`),
  }
}

const mayNameGuests = /\bf(?:ea)?t/i
const isAscii = /^[\x20-\x7e]*$/

const foldedLetters = (name: string): string => {
  const folded = lettersAnd(name, /[^\p{L}\p{M}\p{N}]+/gu)
  return hasLetters.test(folded) ? folded : ''
}

/** Without case and accents, nor what `others` finds. The sign that asks for an emoji in colour is a mark, and no letter's. */
const lettersAnd = (name: string, others: RegExp): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\ufe00-\ufe0fßςłøđðþæœħı]/g, (letter) => letters.get(letter) ?? '')
    .replace(others, '')
    // Last, for what is left out may have stood between two that are one letter.
    .normalize('NFC')

const hasLetters = /[\p{L}\p{N}]/u

/** Those that are no other letter with a mark on it. */
const letters = new Map(
  Object.entries({
    ß: 'ss',
    ς: 'σ',
    ł: 'l',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    æ: 'ae',
    œ: 'oe',
    ħ: 'h',
    ı: 'i',
  }),
)

const numberOf = (key: string): number => hashText(key) * 2 ** 21 + (hashText(`~${key}`) >>> 11) + 1
