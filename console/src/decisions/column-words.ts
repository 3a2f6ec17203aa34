import { brief, counted, whole, words } from '../formatting.ts'

/**
 * What a person reads of each column that lies on a tape. The trap closed here is a number that says something else than it
 * means: a place of 20 is less than one of 1, a −1 is a never, and a 0 is mostly nothing at all, which must not read as something
 * that a listener did. So a label names what is read and claims nothing, and what was read is put in words beside it.
 */
interface ColumnWords {
  readonly label: string
  /** Undefined where there is nothing: nobody did anything, or it is not in the list. */
  readonly read: (value: number) => string | undefined
  /** In place of what was read, where there is nothing. */
  readonly nothing: string
}

/** What a column that no words are known of is read as; a column of an app's own is shown under its own name. */
const unknown = (name: string): ColumnWords => ({ label: words(name), read: brief, nothing: 'none' })

const unlessZero =
  (read: (value: number) => string) =>
  (value: number): string | undefined =>
    value === 0 ? undefined : read(value)

const number = (value: number): string => brief(value).replace('-', '−')
const leastTold = 0.01
const ofOne = (value: number): string =>
  Math.abs(value) < leastTold
    ? `less than ${leastTold} of 1`
    : `${number(Math.round(value / leastTold) * leastTold)} of 1`

const endings = new Map([
  ['one', 'st'],
  ['two', 'nd'],
  ['few', 'rd'],
])
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
/** "1st", "22nd". */
const ordinal = (place: number): string => `${whole(place)}${endings.get(ordinals.select(place)) ?? 'th'}`

const ago = (days: number): string => {
  const hours = Math.round(24 * days)
  if (hours === 0) return 'within the hour'
  return `${hours < 48 ? counted(hours, 'hour') : counted(Math.round(days), 'day')} ago`
}
const daysAgo = (days: number): string | undefined => (days < 0 ? undefined : ago(days))

/** As of `afterTimes`: more are not counted. */
const mostTimes = 255
const times = (count: number): string => (count < mostTimes ? whole(count) : `${mostTimes} or more`)
/** What a skip rate is taken for where little was heard. */
const usualSkips = 1 / 3
const percent = (share: number): string => `about ${Math.round(100 * share)}\u00a0%`

const place = (label: string): ColumnWords => ({
  label,
  read: unlessZero(ordinal),
  nothing: 'not among them',
})
const measure = (label: string): ColumnWords => ({ label, read: unlessZero(ofOne), nothing: 'none' })
const count = (label: string): ColumnWords => ({ label, read: unlessZero(number), nothing: 'none' })
const since = (label: string): ColumnWords => ({ label, read: daysAgo, nothing: 'never' })
const oneOf = (label: string, told: readonly string[]): ColumnWords => ({
  label,
  read: (value) => told[value - 1],
  nothing: 'no',
})

/** `{your}` and `{you}` are the listener whose decision it is. */
const columns: ReadonlyMap<string, ColumnWords> = new Map([
  ['after', measure('How often listening goes on to it')],
  ['afterPlace', place('Place in what follows what plays')],
  ['afterTimes', { ...count('Times heard after what plays'), read: unlessZero(times) }],
  ['sound', measure('Likeness in style')],
  ['nearPlace', place('Place in the closest to what plays')],
  ['nearSound', measure('Likeness in style to what plays')],
  [
    'release',
    oneOf('On the release that plays', [
      'yes',
      'next on it',
      'yes, and it is gone through',
      'next on it, which is gone through',
    ]),
  ],
  ['sameArtist', oneOf('By the artist that plays', ['yes', 'yes, as what came before'])],
  ['plays', count('{your} plays of it, old ones less')],
  ['skips', count('{your} skips of it, old ones less')],
  ['rating', { ...count('{your} rating'), read: unlessZero((value) => (value > 0 ? 'liked' : 'disliked')) }],
  ['daysSinceHeard', since('When {you} heard it last')],
  ['daysSincePlayed', since('When {you} played it last')],
  ['lastPlace', place('Place in what {you} played last')],
  ['mostPlace', place('Place in what {you} played most')],
  ['furtherPlace', place('Place in the unheard by whom {you} play')],
  ['artistTaste', { ...measure('{your} taste for its artist'), nothing: 'none known' }],
  ['artistPlays', count('{your} plays of its artist, old ones less')],
  ['tagTaste', { ...measure('{your} taste for its tags'), nothing: 'none known' }],
  ['popularity', measure('Popularity')],
  ['crowdPlays', count('Plays by everybody, old ones less')],
  [
    'skipRate',
    {
      label: 'How often it is skipped',
      read: (value) => (Math.abs(value - usualSkips) < 0.005 ? undefined : percent(value)),
      nothing: 'not known, taken for a third',
    },
  ],
  ['skippedSound', measure('Likeness to what {you} skipped')],
])

/** Names and marks that stages keep their books by, and what the ranker made of all others: nothing was measured by them. */
const bookkeeping: ReadonlySet<string> = new Set([
  'key',
  'via',
  'cause',
  'version',
  'artist',
  'tag1',
  'tag2',
  'tag3',
  'unavailable',
  'blockedBy',
  'inSession',
  'bestTag',
  'leads',
  'relevance',
  'ranked',
])

/** What a part of a weighted sum is called, where it is not that of the column of its name. */
const sumParts: Readonly<Record<string, string>> = {
  again: 'Played before, rested since',
  skipRate: 'How often it is skipped, beside a third',
  skippedSound: 'Nearer to what {you} skipped than to here',
  seed: 'From the seed of the session',
  noise: 'Chance',
}

export const isBookkeeping = (name: string): boolean => bookkeeping.has(name)

/** Whether there are words for it, or it is known that it takes none. */
export const isKnownColumn = (name: string): boolean => columns.has(name) || bookkeeping.has(name)
export const isKnownPart = (name: string): boolean =>
  name in sumParts || columns.has(name) || name === 'rounding'

export const labelOf = (name: string): string => (columns.get(name) ?? unknown(name)).label
export const sumPartLabel = (name: string): string => sumParts[name] ?? labelOf(name)

/** In words; undefined where there is nothing. */
export const readingOf = (name: string, value: number): string | undefined =>
  (columns.get(name) ?? unknown(name)).read(value)

/** As `readingOf`; of nothing, what stands for it. */
export const readingOrNothing = (name: string, value: number): string =>
  readingOf(name, value) ?? (columns.get(name) ?? unknown(name)).nothing

/** Of whose decision it is: "your" only where the reader is that listener. */
export const addressedTo =
  (isReader: boolean) =>
  (text: string): string => {
    const told = text
      .replaceAll('{your}', isReader ? 'your' : 'their')
      .replaceAll('{you}', isReader ? 'you' : 'they')
    return told.charAt(0).toUpperCase() + told.slice(1)
  }
