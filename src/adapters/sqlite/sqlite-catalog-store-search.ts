import type { DatabaseSync } from 'node:sqlite'
import type { StoredTrack, TextMatch } from '#catalog'
import { creditsOf, type Track, type TrackId, type TrackKey, trackId, trackKey } from '#domain'
import { readQuery } from './sqlite-catalog-store-query.ts'
import type { Speller } from './sqlite-catalog-store-speller.ts'
import { chunksOf, signWord } from './sqlite-catalog-store-words.ts'

/**
 * The word index: FTS5 over folded words, kept without content (the tracks table has it). People weigh most,
 * then titles, releases, tags, labels. The trap is the common word: ranking all 13,000 tracks tagged
 * "electronic" to show 20 costs more than the rest of a request. A query that broad is ranked among tracks
 * with the words in title or artist, at most `mostRanked` of them, then filled up with others in key order. Keys are
 * drawn one by one: what the asker has no use for must cost neither a place among the results nor a second query.
 */
export const searchSchema = `
  CREATE VIRTUAL TABLE track_words USING fts5 (
    title, artists, release, tags, label,
    content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2');
  INSERT INTO track_words (track_words, rank) VALUES ('rank', 'bm25(10.0, 12.0, 3.0, 2.0, 1.0)');
`

const mostResults = 500
const mostRanked = 2_000
const mostLookedAt = 10_000

export interface WordIndex {
  /** Both return the words of the track, each once, as the speller counts them. */
  add(track: StoredTrack): ReadonlySet<string>
  remove(track: StoredTrack): ReadonlySet<string>
  search(query: string, limit: number, fits?: (key: TrackKey) => boolean): TextMatch
}

export const createWordIndex = (database: DatabaseSync, speller: Speller): WordIndex => {
  const insert = database.prepare(
    'INSERT INTO track_words (rowid, title, artists, release, tags, label) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const erase = database.prepare('DELETE FROM track_words WHERE rowid = ?')
  const ranked = database.prepare(
    `SELECT rowid AS key FROM (SELECT rowid, rank FROM track_words WHERE track_words MATCH ? LIMIT ?)
     ORDER BY rank, rowid LIMIT ?`,
  )
  const first = database.prepare('SELECT rowid AS key FROM track_words WHERE track_words MATCH ? LIMIT ?')
  const idOf = database.prepare('SELECT id FROM tracks WHERE key = ?')

  /** Best first, each once. */
  function* keysFor(match: string, broad: boolean): Iterable<TrackKey> {
    if (!broad) {
      for (const row of ranked.iterate(match, -1, mostLookedAt)) yield keyOf(row)
      return
    }
    const named = new Set<TrackKey>()
    for (const row of ranked.iterate(`{title artists} : (${match})`, mostRanked, mostRanked)) {
      const key = keyOf(row)
      named.add(key)
      yield key
    }
    for (const row of first.iterate(match, mostLookedAt)) {
      const key = keyOf(row)
      if (!named.has(key)) yield key
    }
  }

  return {
    add: (track) => {
      const columns = columnsOf(track)
      insert.run(track.key, ...columns)
      return wordsOf(columns)
    },
    remove: (track) => {
      erase.run(track.key)
      return wordsOf(columnsOf(track))
    },
    search: (query, limit, fits = () => true) => {
      const asked = readQuery(query, speller)
      if (asked === undefined) return { trackIds: [] }
      const most = Math.min(Math.max(Math.trunc(limit) || 0, 0), mostResults)
      const trackIds: TrackId[] = []
      if (most === 0) return { trackIds }
      for (const key of keysFor(asked.match, asked.atMost > mostRanked)) {
        if (!fits(key)) continue
        trackIds.push(trackId(String(idOf.get(key)?.id)))
        if (trackIds.length === most) break
      }
      return asked.corrected === undefined ? { trackIds } : { trackIds, corrected: asked.corrected }
    },
  }
}

const keyOf = (row: Readonly<Record<string, unknown>>): TrackKey => trackKey(Number(row.key))

/** True where both are found by the same words: writing them again would only merge parts of the index. */
export const areWordedAlike = (one: Track, other: Track): boolean => textOf(one) === textOf(other)

const textOf = (track: Track): string => {
  const names = creditsOf(track).map(({ name }) => name)
  return JSON.stringify([track.title, names, track.release?.title, track.tags, track.label])
}

/** The words of a track as indexed, column by column. */
const columnsOf = (track: Track): readonly string[] =>
  [
    indexedWords(track.title),
    creditsOf(track).flatMap((credit) => indexedWords(credit.name)),
    indexedWords(track.release?.title ?? ''),
    track.tags.flatMap(indexedTag),
    indexedWords(track.label ?? ''),
  ].map((words) => words.join(' '))

/** Each chunk's words, then the chunk written as one. */
const indexedWords = (text: string): readonly string[] => {
  const chunks = chunksOf(text)
  if (chunks.length > 0) return chunks.flatMap(({ words, joined }) => (joined ? [...words, joined] : words))
  const sign = signWord(text)
  return sign === undefined ? [] : [sign]
}

// People write "hiphop" and "triphop" for tags of two words.
const indexedTag = (tag: string): readonly string[] => {
  const words = indexedWords(tag)
  return words.length === 2 ? [...words, words.join('')] : words
}

const wordsOf = (columns: readonly string[]): ReadonlySet<string> =>
  new Set(
    columns
      .join(' ')
      .split(' ')
      .filter((word) => word !== ''),
  )
