import type { DatabaseSync } from 'node:sqlite'
import { distanceWithin, hashText, typosIn } from '#domain'

/**
 * Mends typos by a deletion dictionary (the idea of SymSpell, Wolf Garbe, MIT): two words within distance d
 * share a form reached by at most d deletions on each side. Forms of the first seven letters of every
 * catalogue word are kept as hashes in a table; a typo looks up its own few forms and the handful of words
 * found is checked by true distance, so a hash collision costs time, never a wrong word.
 */
const formLength = 7
const mostBeginnings = 200

export interface Speller {
  /** Adds to (or, below zero, takes from) the number of tracks each word stands on. */
  count(changes: ReadonlyMap<string, number>): void
  knows(word: string): boolean
  tracksWith(word: string): number
  /** An upper bound of the tracks with a word that begins so; infinite where counting would take long. */
  tracksBeginning(prefix: string): number
  /** Whether some known word begins so. */
  begins(prefix: string): boolean
  /** The words meant by an unknown one: mended, split in two known ones, or undefined when nothing is near. */
  mend(word: string): readonly string[] | undefined
}

/** Tables of the speller: words that stand on a track, and `form` as a 32-bit hash. */
export const spellerSchema = `
  CREATE TABLE words (
    key INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, tracks INTEGER NOT NULL) STRICT;
  CREATE TABLE word_forms (
    form INTEGER NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (form, word)) STRICT, WITHOUT ROWID;
`

export const createSpeller = (database: DatabaseSync): Speller => {
  const find = database.prepare('SELECT key, tracks FROM words WHERE word = ?')
  const add = database.prepare('INSERT INTO words (word, tracks) VALUES (?, ?)')
  const recount = database.prepare('UPDATE words SET tracks = tracks + ? WHERE key = ?')
  const drop = database.prepare('DELETE FROM words WHERE key = ?')
  const addForm = database.prepare('INSERT OR IGNORE INTO word_forms (form, word) VALUES (?, ?)')
  const dropForm = database.prepare('DELETE FROM word_forms WHERE form = ? AND word = ?')
  const beginning = database.prepare('SELECT 1 FROM words WHERE word >= ? AND word < ? LIMIT 1')
  const beginnings = database.prepare('SELECT tracks FROM words WHERE word >= ? AND word < ? LIMIT ?')
  const near = database.prepare(
    'SELECT word, tracks FROM words WHERE key IN (SELECT word FROM word_forms WHERE form = ?)',
  )

  const afterAll = (prefix: string): string => `${prefix}\u{10ffff}`

  const tracksOf = (word: string): number => Number(find.get(word)?.tracks ?? 0)

  const nearest = (word: string): string | undefined => {
    const most = typosIn(word.length)
    let best: { word: string; distance: number; tracks: number } | undefined
    for (const form of formsOf(word, most)) {
      for (const row of near.all(hashText(form))) {
        const found = String(row.word)
        const tracks = Number(row.tracks)
        const distance = distanceWithin(word, found, best?.distance ?? most)
        if (distance === undefined) continue
        const better =
          best === undefined ||
          distance < best.distance ||
          tracks > best.tracks ||
          (tracks === best.tracks && found < best.word)
        if (better) best = { word: found, distance, tracks }
      }
    }
    return best?.word
  }

  const split = (word: string): readonly string[] | undefined => {
    let best: { words: readonly string[]; tracks: number } | undefined
    for (let at = 3; at <= word.length - 3; at++) {
      const words = [word.slice(0, at), word.slice(at)]
      const tracks = Math.min(...words.map(tracksOf))
      if (tracks > (best?.tracks ?? 0)) best = { words, tracks }
    }
    return best?.words
  }

  return {
    count: (changes) => {
      const forms: { form: number; word: number | bigint }[] = []
      for (const [word, change] of changes) {
        if (change === 0) continue
        const known = find.get(word)
        if (known !== undefined) {
          const key = Number(known.key)
          if (Number(known.tracks) + change > 0) recount.run(change, key)
          else {
            // A word on no track is nobody's: kept, the words of every text a track ever had would be.
            for (const form of dictionaryForms(word)) dropForm.run(hashText(form), key)
            drop.run(key)
          }
        } else if (change > 0) {
          const key = add.run(word, change).lastInsertRowid
          for (const form of dictionaryForms(word)) forms.push({ form: hashText(form), word: key })
        }
      }
      // In key order the inserts walk the tree once instead of jumping in it.
      forms.sort((a, b) => a.form - b.form)
      for (const { form, word } of forms) addForm.run(form, word)
    },
    knows: (word) => tracksOf(word) > 0,
    tracksWith: tracksOf,
    tracksBeginning: (prefix) => {
      const rows = beginnings.all(prefix, afterAll(prefix), mostBeginnings)
      return rows.length === mostBeginnings
        ? Number.POSITIVE_INFINITY
        : rows.reduce((sum, row) => sum + Number(row.tracks), 0)
    },
    begins: (prefix) => beginning.get(prefix, afterAll(prefix)) !== undefined,
    mend: (word) => {
      if (typosIn(word.length) === 0 || !/^\p{L}+$/u.test(word)) return undefined
      const mended = nearest(word)
      return mended === undefined ? split(word) : [mended]
    },
  }
}

const dictionaryForms = (word: string): readonly string[] =>
  /^\p{L}{3,40}$/u.test(word) ? [...formsOf(word, Math.max(1, typosIn(word.length)))] : []

/** The first letters of a word and all they become by up to `deletions` deletions. */
const formsOf = (word: string, deletions: number): ReadonlySet<string> => {
  const beginning = word.slice(0, formLength)
  const forms = new Set([beginning])
  let latest: readonly string[] = [beginning]
  for (let round = 0; round < deletions; round++) {
    const shorter = new Set<string>()
    for (const form of latest) {
      for (let at = 0; at < form.length; at++) shorter.add(form.slice(0, at) + form.slice(at + 1))
    }
    for (const form of shorter) forms.add(form)
    latest = [...shorter]
  }
  return forms
}
