import { type ArtistId, artistId, hashText, type ReleaseId, releaseId } from '#domain'

/**
 * How names are compared. Two spellings of one artist ("Björn ", "BJÖRN", "Bjo\u0308rn") must give one id, or a
 * block on the artist would hold for one spelling only. Upper and then lower case is the nearest the language
 * has to Unicode case folding ("straße" and "STRASSE" meet).
 */
const longestKey = 180

/** Composed (NFC), well-formed, control characters and runs of white space made one space, trimmed. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

/** What a name is compared by: NFKC, case folded, white space collapsed. Empty for a name without characters. */
export const nameKey = (name: string): string =>
  cleanText(name.toWellFormed().normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC'))

/** How a tag is written in the catalogue. Empty for one without characters. */
export const tagKey = (tag: string): string =>
  cleanText(tag.normalize('NFKC').toLowerCase().normalize('NFKC'))

/** The id of an artist known by name alone: `artist:` and the name's key. Equal names give equal ids. */
export const artistIdOf = (name: string): ArtistId => artistId(`artist:${bounded(nameKey(name))}`)

/** The name in the id of an artist known by name alone; undefined in an id that a source gave. */
export const nameInId = (artist: string): string | undefined =>
  artist.startsWith('artist:') ? artist.slice('artist:'.length) : undefined

/** The id of a release known by title alone: titles repeat ("Greatest Hits"), so the main artist is part of it. */
export const releaseIdOf = (title: string, mainArtist: string | undefined): ReleaseId =>
  releaseId(`release:${bounded(`${nameKey(mainArtist ?? '')}/${nameKey(title)}`)}`)

// Ids are at most 200 characters everywhere; a longer key keeps its beginning and tells itself apart by a hash.
const bounded = (key: string): string =>
  key.length <= longestKey
    ? key
    : `${key.slice(0, longestKey - 10).toWellFormed()}~${hashText(key).toString(16)}`
