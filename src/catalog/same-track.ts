import { distanceWithin, type Track, typosIn } from '#domain'
import { nameKey } from './names.ts'

/**
 * Whether a track that is gone from a library and one that is new in it are one track that was corrected or moved.
 * The traps: two songs of one album differ in their title alone, as does a song whose title was corrected; and a
 * wrong likeness hides music behind another track's block, where a missed one only ends it.
 */
export interface Appearance {
  readonly track: Track
  /** Of a row: between which others it stands. */
  readonly place?: string | undefined
  /** Of an audio file. */
  readonly file?: FileLook | undefined
}

export interface FileLook {
  /** Below the library folder, parted by `/`. */
  readonly path: string
  readonly size: number
  readonly modifiedMs: number
  /** See `LibraryFile.sound`. */
  readonly sound?: string | undefined
}

/** Open where one of the two is not known. */
type Likeness = 'same' | 'alike' | 'open' | 'other'

export interface Name {
  /** Folded, without signs, as one word; as it is where it has signs only. */
  readonly joined: string
  readonly words: readonly string[]
}

/** What two tracks are compared by, folded once. */
export interface Profile {
  readonly title: Name
  readonly artists: readonly Name[]
  readonly album: Name | undefined
  readonly durationMs: number | undefined
  readonly here: string | undefined
  readonly file: FileLook | undefined
  /** Of tracks that are one, some are the same. */
  readonly keys: readonly string[]
}

export const nameOf = (text: string): Name => {
  const key = nameKey(text)
  const words = nameKey(text.normalize('NFKD').replace(/\p{M}/gu, ''))
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  return { joined: words.join('') || key, words }
}

export const profileOf = ({ track, place, file }: Appearance): Profile => {
  const title = nameOf(track.title)
  const artists = track.artists.map(({ name }) => nameOf(name))
  const album = track.release && nameOf(track.release.title)
  const here = file ? file.path.split('/').at(-1) : place
  const { durationMs } = track
  const people = artists.map(({ joined }) => joined).join('\n')
  const keys = [
    `title ${title.joined}`,
    `people ${people}\n${album?.joined ?? ''}`,
    ...(here === undefined ? [] : [`here ${here}`]),
    ...(album && durationMs !== undefined ? [`length ${durationMs} ${album.joined}`] : []),
    ...(file ? [`bytes ${file.size} ${file.modifiedMs}`] : []),
    ...(file ? [`path ${file.path}`] : []),
    ...(file?.sound ? [`sound ${file.sound}`] : []),
  ]
  return { title, artists, album, durationMs, here, file, keys }
}

const likenessOf = (one: Name, other: Name): Likeness => {
  if (one.joined === other.joined) return 'same'
  // A name of signs alone has no words to be like another in.
  if (one.words.length !== other.words.length || one.words.length === 0) return 'other'
  return one.words.every((word, at) => isRespelt(word, other.words[at] ?? '')) ? 'alike' : 'other'
}

/** Also Roman; "mix" and "civil" are taken for one. */
const isNumber = (word: string): boolean => /\p{N}|^[ivxlcdm]+$/u.test(word)

/** A number is never a misspelling of another: "Part 1" and "Part 2" are two, as are "VIII" and "XIII". */
const isRespelt = (one: string, other: string): boolean =>
  one === other ||
  (!/\p{N}/u.test(one + other) &&
    !(isNumber(one) && isNumber(other)) &&
    distanceWithin(one, other, typosIn(Math.min(one.length, other.length))) !== undefined)

const withoutNumbers = ({ words }: Name): string => words.filter((word) => !isNumber(word)).join('')

const albumLikeness = (one: Profile, other: Profile): Likeness =>
  one.album && other.album ? likenessOf(one.album, other.album) : 'open'

/** A guest who is credited by now, or a list that was parted otherwise, shares a name. */
const peopleLikeness = (one: Profile, other: Profile): Likeness => {
  if (one.artists.length === 0 || other.artists.length === 0) return 'open'
  const isAll =
    one.artists.length === other.artists.length &&
    one.artists.every(({ joined }, at) => joined === other.artists[at]?.joined)
  if (isAll) return 'same'
  const isNear = one.artists.some((name) => other.artists.some((another) => isSamePerson(name, another)))
  return isNear ? 'alike' : 'other'
}

/** The same, or a letter apart. */
export const isAlike = (one: Name, other: Name): boolean => likenessOf(one, other) !== 'other'

/** Also "Foe, Nick" and "The Foes". */
export const isSamePerson = (one: Name, other: Name): boolean =>
  isAlike(one, other) || personKey(one) === personKey(other)

const personKey = ({ words }: Name): string =>
  words
    .filter((word) => word !== 'the')
    .toSorted()
    .join(' ') || words.join(' ')

/** As far apart as versions of one performance may be; see `recordings.ts`. */
const mostApartMs = 2_000

const never = 9
const mostFacts = 3
/**
 * How many facts beside title and artists must agree (album, the same length, place), by how these two
 * compare: title → artists.
 */
const needed: Readonly<Record<Likeness, Readonly<Record<Likeness, number>>>> = {
  same: { same: 0, alike: 1, open: 1, other: 2 },
  alike: { same: 1, alike: 2, open: 2, other: never },
  open: { same: never, alike: never, open: never, other: never },
  other: { same: 2, alike: never, open: never, other: never },
}

const strength: Readonly<Record<Likeness, number>> = { same: 10, alike: 6, open: 2, other: 0 }

const sameBytes = 1_000
const sameSound = 500
/** Above what a path alone says. */
const leastByTags = 1
const mostFolders = 5

/**
 * How surely two profiles are of one track; undefined where nobody can say so. A file with its time and name is certain,
 * and so is its sound, whatever the tags say. A path says least of all: numbered names go to other songs.
 */
export const surenessOf = (gone: Profile, found: Profile): number | undefined => {
  const names = namesOf(gone, found)
  const sound = soundLikeness(gone, found)
  if (sound !== 'other' && isCopyOf(gone.file, found.file) && isNamedAlike(gone, found, names))
    return sameBytes + commonFolders(gone, found)
  if (sound === 'same') return sameSound + strengthOf(gone, found, names)
  return surenessByTags(gone, found, names, sound) ?? surenessByPath(gone, found, names, sound)
}

interface Names {
  readonly title: Likeness
  readonly people: Likeness
  readonly album: Likeness
}

const namesOf = (gone: Profile, found: Profile): Names => ({
  title: likenessOf(gone.title, found.title),
  people: peopleLikeness(gone, found),
  album: albumLikeness(gone, found),
})

const surenessByTags = (gone: Profile, found: Profile, names: Names, sound: Likeness): number | undefined => {
  const { title, people, album } = names
  const apartMs = apartOf(gone, found)
  if (apartMs !== undefined && apartMs > mostApartMs) return undefined
  const isHere = isHereStill(gone, found)
  // Equal lengths are chance where the sound is known to be another.
  const isExact = apartMs === 0 && sound === 'open'
  const facts = [album === 'same', isExact, isHere].filter(Boolean).length
  // A letter apart may be two songs of one album ("Love", "Live"), of nearly one length too.
  if (title === 'alike' && !isExact && !isHere) return undefined
  if (title === 'other' && !(isExact && isRetitled(gone, found, facts))) return undefined
  const corrected = title === 'same' && people === 'same' ? 0 : 1
  if (facts < needed[title][people] + (album === 'other' ? corrected : 0)) return undefined
  return leastByTags + strengthOf(gone, found, names) + (isExact ? 6 : 0)
}

/** What lies where the other lay: its tags written anew, or another copy or version of that song. */
const surenessByPath = (gone: Profile, found: Profile, names: Names, sound: Likeness): number | undefined => {
  if (gone.file === undefined || gone.file.path !== found.file?.path) return undefined
  const isRetagged = sound === 'open' && apartOf(gone, found) === 0
  return isOfSong(names) || isRetagged ? 0 : undefined
}

const isOfSong = ({ title, people }: Names): boolean => title === 'same' && people === 'same'

const strengthOf = (gone: Profile, found: Profile, { title, people, album }: Names): number =>
  strength[title] +
  strength[people] +
  strength[album] +
  (isHereStill(gone, found) ? 7 : 0) +
  (gone.file !== undefined && gone.file.path === found.file?.path ? 1 : 0) +
  commonFolders(gone, found)

const isNamedAlike = (gone: Profile, found: Profile, names: Names): boolean =>
  isHereStill(gone, found) ||
  isOfSong(names) ||
  (gone.artists.length + found.artists.length === 0 && gone.durationMs === found.durationMs)

const isHereStill = (gone: Profile, found: Profile): boolean =>
  gone.here !== undefined && gone.here === found.here

const apartOf = ({ durationMs: one }: Heard, { durationMs: other }: Heard): number | undefined =>
  one === undefined || other === undefined ? undefined : Math.abs(one - other)

const commonFolders = (gone: Profile, found: Profile): number =>
  gone.file && found.file ? commonEnd(gone.file.path, found.file.path) : 0

type Heard = Pick<Profile, 'file' | 'durationMs'>

/** A tag at its end makes a file a little longer, for who takes its length from its size. */
const soundLikeness = (one: Heard, other: Heard): Likeness => {
  if (!one.file?.sound || !other.file?.sound) return 'open'
  return one.file.sound === other.file.sound && (apartOf(one, other) ?? 0) <= mostApartMs ? 'same' : 'other'
}

const heard = ({ track: { durationMs }, file }: Appearance): Heard => ({ file, durationMs })

/** Of two files, as far as it is known: their tags may differ in everything. */
export const hasSameSound = (one: Appearance, other: Appearance): boolean =>
  soundLikeness(heard(one), heard(other)) === 'same'

/**
 * Another title by the same people, of the same length: that alone tells a correction from the next song of the album.
 * Lengths in whole seconds are shared by two songs of many albums, and numbered pieces are cut alike.
 */
const isRetitled = (gone: Profile, found: Profile, facts: number): boolean =>
  ((gone.durationMs ?? 0) % 1_000 !== 0 || facts === mostFacts) &&
  withoutNumbers(gone.title) !== withoutNumbers(found.title)

const isCopyOf = (one: FileLook | undefined, other: FileLook | undefined): boolean =>
  one !== undefined && other !== undefined && one.size === other.size && one.modifiedMs === other.modifiedMs

/** Folders and name that two paths end with alike. */
const commonEnd = (one: string, other: string): number => {
  const [left, right] = [one.split('/').toReversed(), other.split('/').toReversed()]
  const differs = left.findIndex((name, at) => name !== right[at])
  return Math.min(differs < 0 ? left.length : differs, mostFolders)
}

/** Whether what lies at a path again is what lay there, by its tags: nobody remembers how that sounded. */
export const isCalledAlike = (one: Appearance, other: Appearance): boolean => {
  const [before, now] = [profileOf(one), profileOf(other)]
  const names = namesOf(before, now)
  return isOfSong(names) || surenessByTags(before, now, names, 'open') !== undefined
}
