import type { ColumnReport } from '#catalog'
import { AppError } from '#domain'
import { columnNames, type Field, fieldsByName, listFields } from './column-names.ts'
import { inOrder, numberedName } from './numbered-columns.ts'

/** The column of each meaning, or several that are read together, in order. */
export type Columns = ReadonlyMap<Field, readonly string[]>

const lengthFields: ReadonlySet<Field> = new Set<Field>(['milliseconds', 'seconds', 'duration'])

/** "Artist Name(s)" and "Duration (ms)" are names too: brackets and signs go, words stay. */
const normalised = (name: string): string =>
  name
    .trim()
    .replace(/\(s\)/gi, 's')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

/** What a column means; undefined for columns Segue has no use for. */
export const fieldOf = (column: string): Field | undefined => {
  const name = normalised(column)
  const numbered = fieldsByName.get(numberedName(name).stem)
  return fieldsByName.get(name) ?? (numbered && listFields.has(numbered) ? numbered : undefined)
}

/** Whether a column is of use, or tells how another is to be read. */
export const hasMeaning = (column: string): boolean =>
  fieldOf(column) !== undefined || ofListens.has(normalised(column))

/**
 * How well a name says its meaning: of two for one field the earlier in the table above is read. Numbered columns tell
 * more than one does, but what is of the track comes before what is of its album.
 */
const rankOf = (field: Field, { stem, columns }: Together): number => {
  const names: readonly string[] = columnNames[field]
  const isOfAlbum = listFields.has(field) && /^(album|container)_|_album_/.test(stem)
  const coarse = isOfAlbum ? 2 : 0
  return names.indexOf(stem) + names.length * (coarse + (columns.length > 1 ? 0 : 1))
}

/** The columns that carry one list and whose names differ by a number alone, or one column by itself. */
interface Together {
  readonly stem: string
  readonly columns: readonly string[]
}

const together = (header: readonly string[]): readonly Together[] => {
  const named = [...new Set(header)].map((column) => {
    const name = normalised(column)
    const numbered = numberedName(name)
    // Of a list alone there can be more in another column: a second id or title is of something else.
    return mayBeListed(numbered.stem)
      ? { column, list: numbered.stem, ...numbered }
      : { column, list: undefined, stem: name, number: undefined }
  })
  return [...Map.groupBy(named, ({ list, column }) => list ?? `\n${column}`).values()].map((columns) => ({
    stem: columns[0]?.stem ?? '',
    columns: inOrder(columns),
  }))
}

const mayBeListed = (stem: string): boolean => {
  const field = fieldsByName.get(stem)
  return field === undefined ? mayBeOf('artists', stem) : listFields.has(field)
}

/** Words that a column without a known name may have, and words that make it something else. */
const guesses = {
  title: /(^|_)(titles?|songs?|titel|titulo|titre)(_|$)/,
  artists: /(^|_)(artists?|performers?|bands?|singers?|interpret|interprete|kunstler|künstler|artista)(_|$)/,
} as const
const otherMatter =
  /(^|_)(ids?|uris?|urls?|mbids?|links?|genres?|count|number|no|popularity|followers|images?|country|gender|sort|type|album|release|version)(_|$)/

const mayBeOf = (field: keyof typeof guesses, name: string): boolean =>
  guesses[field].test(name) && !otherMatter.test(name)

export interface Header {
  readonly columns: Columns
  readonly report: ColumnReport
}

/**
 * The meaning of a header, and the account of it. Of several columns with one meaning the best named is read.
 * Throws `invalid-table` when no column can be the title; without artists it warns.
 */
export const readHeader = (path: string, header: readonly string[]): Header => {
  const columns = bestNames(header)
  keepOneLength(columns)
  const guessed = guess(columns, header)
  if (!columns.has('title')) throw withoutTitle(path, header)
  return { columns, report: reportOf(columns, guessed, header) }
}

/** Of several columns with one meaning the best named. */
export const bestNames = (header: readonly string[]): Map<Field, readonly string[]> => {
  const columns = new Map<Field, Together>()
  for (const one of together(header)) {
    const field = fieldOf(one.columns[0] ?? '')
    if (field === undefined) continue
    const twin = columns.get(field)
    if (twin === undefined || rankOf(field, one) < rankOf(field, twin)) columns.set(field, one)
  }
  const best = new Map([...columns].map(([field, one]) => [field, one.columns]))
  if (header.some((column) => ofListens.has(normalised(column)))) leaveDayOfListen(best)
  return best
}

/** Beside one of these a bare date is the day on which somebody listened, not the day of the release. */
const ofListens: ReadonlySet<string> = new Set([
  'listening_time',
  'ms_played',
  'play_count',
  'scrobble_time',
  'date_uts',
])

const leaveDayOfListen = (columns: Map<Field, readonly string[]>): void => {
  if (normalised(columns.get('date')?.[0] ?? '') === 'date') columns.delete('date')
}

/** Milliseconds tell more than seconds, and both more than a length of either unit. */
const keepOneLength = (columns: Map<Field, readonly string[]>): void => {
  const [, ...others] = [...lengthFields].filter((field) => columns.has(field))
  for (const field of others) columns.delete(field)
}

const guess = (columns: Map<Field, readonly string[]>, header: readonly string[]): readonly Field[] =>
  (['title', 'artists'] as const).filter((field) => {
    if (columns.has(field)) return false
    const found = together(header).find(({ stem }) => mayBeOf(field, stem))
    if (found === undefined) return false
    columns.set(field, found.columns)
    return true
  })

const shown = (name: string): string => name.trim().slice(0, 60)

const reportOf = (columns: Columns, guessed: readonly Field[], header: readonly string[]): ColumnReport => {
  const read = new Set([...columns.values()].flat())
  const named = (fields: readonly (readonly [Field, readonly string[]])[]) =>
    Object.fromEntries(fields.map(([field, names]) => [field, names.map(shown).join(' + ')]))
  const ignored = header.filter((name, at) => !read.has(name) || header.indexOf(name) !== at)
  return {
    used: named([...columns].filter(([field]) => !guessed.includes(field))),
    guessed: named([...columns].filter(([field]) => guessed.includes(field))),
    ignored: ignored.slice(0, 100).map(shown),
    warnings: warningsOf(columns, header, ignored),
  }
}

const warningsOf = (
  columns: Columns,
  header: readonly string[],
  ignored: readonly string[],
): readonly string[] => {
  const warnings: string[] = []
  if (!columns.has('artists')) {
    warnings.push(
      `No column has the artists, so tracks have none: name it one of ${columnNames.artists.slice(0, 4).join(', ')}.`,
    )
  }
  if (!columns.has('id')) {
    warnings.push('No column has an id: it is made from title, artists and release, and changes with them.')
  }
  const twice = [...new Set(header.filter((name, at) => header.indexOf(name) !== at))]
  for (const name of twice.slice(0, 10)) {
    warnings.push(
      `The column ${shown(name)} is there more than once: the first is read and the others are not.`,
    )
  }
  for (const name of ignored.filter((one) => !twice.includes(one) && mayNameArtists(one)).slice(0, 10)) {
    warnings.push(
      `The column ${shown(name)} is not read and may name more artists, for whom no block would hold: columns called Artist 1, Artist 2 and so on are read together.`,
    )
  }
  return warnings
}

const mayNameArtists = (column: string): boolean => {
  const name = normalised(column)
  const field = fieldOf(column)
  const isNamed = field === 'artists' || field === 'featured'
  return mayBeOf('artists', name) || (isNamed && !otherMatter.test(name))
}

const withoutTitle = (path: string, header: readonly string[]) => {
  const found = header.slice(0, 30).map(shown).join(', ')
  return new AppError(
    'invalid-table',
    `${path} has no column for title (any of ${columnNames.title.join(', ')}). Its columns are: ${found || 'none'}. Rename or add the missing one.`,
  )
}
