import { type Artist, artistId, type ReleaseId } from '#domain'
import { artistIdOf, cleanText, nameKey, releaseIdOf } from './names.ts'

/**
 * Who is on a track, read from names as people write them. Guests hide in the artist ("Deru feat. Isaac
 * Sparks") and in the title ("Shimmer (feat. Revolted Child)"); a block on a guest must hold there too.
 * The trap: "A & B" is often one act, so main names are never split; guests listed behind a "feat." are.
 * "with" and "vs" are too ambiguous to mean anything.
 */
export interface NamedCredit {
  readonly id?: string | undefined
  readonly name: string
}

export interface Credits {
  /** The title without its "(feat. …)"; unchanged when nothing would be left. */
  readonly title: string
  readonly artists: readonly Artist[]
  readonly featured: readonly Artist[]
}

// Placeholders of untagged files and compilations: nobody is called that, so nobody is credited.
const nobody = new Set(['various artists', 'various artist', 'unknown artist', '[unknown]', '<unknown>'])

const noRelease = new Set(['unknown album', '[unknown album]', '<unknown album>', '[unknown]', '<unknown>'])

/** What players write where there is no album. */
export const isNoRelease = (title: string): boolean => noRelease.has(nameKey(title))

const bracketed = /\s*[([]\s*(?:feat\b\.?|ft\b\.?|featuring\b)\s*([^()[\]]+)[)\]]/iu
// "(Remix feat. X)": the bracket stays, its guests go.
const withinBracket =
  /(?<=[([][^()[\]]*[^()[\]\s,-])[\s,-]+(?:feat\.|ft\.|featuring\b)\s*([^()[\]]+)(?=[)\]])/iu
const dotted = /(?<!^\d+)\s+(?:(?:feat|ft)\.|featuring\s)\s*([^()[\]]+?)(?=\s*(?:$|[([]))/iu
// "feat" and "ft" without a dot are also words: "A Great Feat of Strength", "Six Ft Under", "4 Ft Fingers".
const bareInTitle =
  /(?<!\d|\b(?i:one|two|three|four|five|six|seven|eight|nine|ten|hundred))\s+(?:feat|ft)\s+(?!(?:of|for|in|and|is)\s)(\p{Lu}[^()[\]]*?)(?=\s*(?:$|[([]))/u
const bareInArtist = /(?<!^\d+)\s+(?:feat|ft)\s+([^()[\]]+?)(?=\s*(?:$|[([]))/iu

const guestSeparator = /\s*,\s*(?:and\s+|&\s*)?|\s+(?:&|\+|and)\s+(?!the\s)/iu

const takeGuests = (text: string, patterns: readonly RegExp[]): { rest: string; guests: string[] } => {
  let rest = text
  const guests: string[] = []
  for (;;) {
    const match = patterns.map((pattern) => pattern.exec(rest)).find((found) => found !== null)
    const names = match?.[1]
    if (match === undefined || match === null || names === undefined) return { rest, guests }
    const parts = [rest.slice(0, match.index), rest.slice(match.index + match[0].length)]
    const without = cleanText(parts.join(' ').replace(/\s+(?=[)\]])/g, ''))
    if (without === '') return { rest, guests }
    rest = without
    guests.push(...names.split(guestSeparator).map(cleanText))
  }
}

/** A name or a title without its "feat. …"; unchanged when nothing would be left. */
export const withoutGuests = (text: string): string =>
  takeGuests(cleanText(text), [bracketed, withinBracket, dotted, bareInTitle]).rest

/** Of an artist as written, the name without its guests. */
const withoutFeatured = (name: string): { rest: string; guests: string[] } =>
  takeGuests(cleanText(name), [bracketed, dotted, bareInArtist])

export const mainNameOf = (name: string): string => withoutFeatured(name).rest

/**
 * A release that is known by its title and by whose it is, as that is written on it or on a track of it. The trap is the
 * guest of one track, who would part it from its album.
 */
export const releaseBy = (
  title: string,
  artist: string | undefined,
): { readonly id: ReleaseId; readonly title: string } => ({
  id: releaseIdOf(title, artist === undefined ? undefined : mainNameOf(artist)),
  title: cleanText(title),
})

/**
 * Main and featured artists of a track, each person once, in the order they are named. A credit with an id is
 * taken as it is; one without gets the id of its name. Pure; the credits read again give the same credits.
 */
export const readCredits = (
  title: string,
  artists: readonly NamedCredit[],
  featured: readonly NamedCredit[],
): Credits => {
  const fromTitle = takeGuests(cleanText(title), [bracketed, withinBracket, dotted, bareInTitle])
  const guests: NamedCredit[] = [...featured]
  const main: NamedCredit[] = []
  for (const credit of artists) {
    if (credit.id !== undefined) {
      main.push(credit)
      continue
    }
    const { rest, guests: named } = withoutFeatured(credit.name)
    main.push({ name: rest })
    guests.push(...named.map((name) => ({ name })))
  }
  guests.push(...fromTitle.guests.map((name) => ({ name })))
  const seen = new Set<string>()
  return { title: fromTitle.rest, artists: distinct(main, seen), featured: distinct(guests, seen) }
}

const distinct = (credits: readonly NamedCredit[], seen: Set<string>): readonly Artist[] => {
  const people: Artist[] = []
  for (const credit of credits) {
    const name = cleanText(credit.name)
    const key = nameKey(name)
    if (key === '' || (credit.id === undefined && nobody.has(key))) continue
    const id = credit.id === undefined ? artistIdOf(name) : artistId(credit.id)
    // Two people may share a name when their ids say so; a bare name is whoever already carries it.
    if (seen.has(id) || (credit.id === undefined && seen.has(`name ${key}`))) continue
    seen.add(id)
    seen.add(`name ${key}`)
    people.push({ id, name })
  }
  return people
}
