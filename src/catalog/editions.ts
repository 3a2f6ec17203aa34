/**
 * A title without the words that name an edition of the same recording: "Song - 2009 Remaster", "Song (Album Version)
 * [Explicit]". A block of the song that minds those plays what was ruled out. What is another performance or another
 * work keeps its words: live, acoustic, demo, remix, a part, an edit by somebody. So does music of films: a composer has
 * a "Main Title" in each. The trap: "Stereo" and "Clean" are songs, so only what is in brackets or behind a dash is
 * left out, and never all of a title. With the length it tells one recording (`recordings.ts`).
 */
export const withoutEdition = (title: string): string => {
  if (!mayNameEdition.test(title)) return title
  const kept: string[] = []
  let isBegun = false
  let isLess = false
  // Odd places hold what is in brackets, even ones what is not.
  for (const [place, text] of title.split(brackets).entries()) {
    for (const [at, part] of (place % 2 === 0 ? text.split(dashes) : [text]).entries()) {
      const isMarked = place % 2 === 1 || at > 0
      const rest = isMarked && isBegun ? withoutLabels(part) : part
      isLess ||= rest !== part
      kept.push(rest)
      isBegun ||= written.test(part)
    }
  }
  return isLess ? kept.join(' ') : title
}

const mayNameEdition = /[([{【]|\s[-\u2010-\u2015\u2212]|[-\u2010-\u2015\u2212]\s/
const brackets = /([([{【][^()[\]{}【】]*[)\]}】]?)/
const dashes = /(?<=\s)[-\u2010-\u2015\u2212]|[-\u2010-\u2015\u2212](?=\s)/
const written = /[^\s()[\]{}【】]/

/** "Live / 2009 Remaster" and "Live Remastered" are "Live". */
const withoutLabels = (marked: string): string =>
  isEdition(wordsOf(marked))
    ? ''
    : marked
        .split(/[/;,|]/)
        .map(withoutLabel)
        .join(' ')

/** Behind other words a version, an edit or a mix is theirs: "Acoustic Version Remastered" keeps it. */
const withoutLabel = (part: string): string => {
  const words = wordsOf(part)
  const known = words.findLastIndex((word) => !mayBeOfEdition(word)) + 1
  const from = known === 0 ? 0 : words.findIndex((word, at) => at >= known && mayBegin(word))
  const end = from < 0 ? [] : words.slice(from)
  if (!isEdition(end) || !(known === 0 || end.some(isPressing))) return part
  return words.slice(0, from).join(' ')
}

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/\bre\Wmaster/g, 'remaster')
    .replace(/\b(?:7(?:["”]|''|\W?inch)|(?:45|78) ?rpm)(?!\w)/g, ' single ')
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** Each says by itself that this is the recording once more, cleaned, pressed or sold again. */
const isPressing = (word: string): boolean => pressings.has(word) || remaster.test(word)
const remaster = /^r[ei]mast/
const pressings = new Set(['anniversary', 'bonus', 'deluxe', 'explicit', 'mono', 'stereo', 'xplicit'])

/** By themselves, a cut of the recording. Nothing is one with a word beside it that is in none of these lists. */
const cuts = new Set(
  `album amended censored clean dirty edit edited ep extended full long lp main original radio short single
  uncensored video`.split(/\s+/),
)
/** Say no edition by themselves: "Version 2" and "2012 Version" were played again. */
const beside = new Set(
  `cut digital digitally edition en exclusive hidden in itunes japanese length master mastered mix non the
  track uk us ver versao version year`.split(/\s+/),
)
/** Years and anniversaries, but no number of a part or a take. */
const number = /^(?:(?:19|20)\d\d|\d\d|\d+(?:st|nd|rd|th))$/
/** A mix is another one, but for these. */
const mixes = new Set(['album', 'extended', 'lp', 'mono', 'original', 'radio', 'single', 'stereo'])

const mayBeOfEdition = (word: string): boolean =>
  isPressing(word) || cuts.has(word) || beside.has(word) || number.test(word)

const mayBegin = (word: string): boolean =>
  isPressing(word) || number.test(word) || word.startsWith('digital')

const isEdition = (words: readonly string[]): boolean =>
  words.some((word) => isPressing(word) || cuts.has(word)) &&
  words.every(mayBeOfEdition) &&
  (!words.includes('mix') || words.some((word) => mixes.has(word)))
