import type { ColumnReport } from '#catalog'
import { AppError } from '#domain'
import { inOrder, numberedName } from './numbered-columns.ts'

/**
 * Which column of a table means what. Tables come from many tools, so a column may carry any of the names
 * below; upper case, spaces, hyphens and camelCase don't matter ("Track ID", "trackId" and "track_id" are one).
 * The trap is units: only the column's name says whether a length is in seconds, a number never does.
 */
const columnNames = {
  id: [
    'id',
    'track_id',
    'song_id',
    'track_uri',
    'spotify_uri',
    'spotify_track_uri',
    'spotify_id',
    'deezer_id',
    'tidal_id',
    'track_identifier',
    'persistent_id',
    'recording_msid',
    'uri',
  ],
  title: [
    'title',
    'name',
    'track',
    'track_name',
    'track_title',
    'song',
    'song_title',
    'song_name',
    'recording_name',
    'track_description',
    'master_metadata_track_name',
    'track_metadata_track_name',
  ],
  artists: [
    'artist',
    'artists',
    'artist_name',
    'artist_names',
    'track_artist',
    'track_artists',
    'artist_credit',
    'artist_credit_name',
    'album_artist',
    'album_artists',
    'album_artist_name',
    'album_artist_names',
    'container_artist',
    'container_artist_name',
    'master_metadata_album_artist_name',
    'track_metadata_artist_name',
  ],
  /** One for each artist: what they are is of no use, how many they are is. */
  artistIds: ['artist_uris', 'artist_ids', 'artist_mbids', 'artist_credit_mbids'],
  featured: ['featured', 'featuring', 'featured_artist', 'featured_artists'],
  release: [
    'album',
    'release',
    'album_name',
    'album_title',
    'release_name',
    'release_title',
    'container_album_name',
    'master_metadata_album_album_name',
    'track_metadata_release_name',
  ],
  releaseId: ['album_id', 'release_id', 'album_uri', 'release_mbid', 'album_mbid'],
  discNumber: ['disc', 'disc_number', 'disk', 'disk_number', 'disc_number_of_album', 'volume_number'],
  trackNumber: ['track_number', 'track_no', 'track_position', 'track_number_on_album'],
  label: ['label', 'record_label'],
  year: ['year', 'release_year', 'album_release_year', 'track_year'],
  date: ['date', 'release_date', 'released', 'released_at', 'album_release_date'],
  milliseconds: [
    'duration_ms',
    'track_duration_ms',
    'total_time',
    'duration_millis',
    'track_duration',
    'length_ms',
    'milliseconds',
    'media_duration_in_milliseconds',
    'track_metadata_additional_info_duration_ms',
  ],
  seconds: ['duration_s', 'duration_sec', 'duration_seconds', 'length_s', 'length_seconds', 'seconds'],
  /** Seconds, or a clock text such as 3:45. */
  duration: ['duration', 'length', 'time'],
  genres: ['genre', 'genres', 'artist_genres', 'track_genre'],
  styles: ['style', 'styles'],
  tags: ['tag', 'tags', 'toptags', 'top_tags', 'track_metadata_additional_info_tags'],
  energy: ['energy'],
  rating: ['rating'],
  licence: ['licence', 'license', 'licence_url', 'license_url'],
  audioUrl: ['audio_url', 'url', 'track_url', 'stream_url'],
  recordingId: [
    'recording_id',
    'recording_mbid',
    'track_mbid',
    'track_metadata_additional_info_recording_mbid',
  ],
} as const satisfies Record<string, readonly string[]>

export type Field = keyof typeof columnNames
/** The column of each meaning, or several that are read together, in order. */
export type Columns = ReadonlyMap<Field, readonly string[]>

const lengthFields: ReadonlySet<Field> = new Set<Field>(['milliseconds', 'seconds', 'duration'])
const listFields: ReadonlySet<Field> = new Set<Field>(['artists', 'featured', 'genres', 'styles', 'tags'])

const fieldsByName: ReadonlyMap<string, Field> = new Map(
  Object.entries(columnNames).flatMap(([field, names]) =>
    isField(field) ? names.map((name): [string, Field] => [name, field]) : [],
  ),
)

function isField(name: string): name is Field {
  return Object.hasOwn(columnNames, name)
}

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

/** The columns whose names differ by a number alone. */
interface Together {
  readonly stem: string
  readonly columns: readonly string[]
}

const together = (header: readonly string[]): readonly Together[] =>
  [
    ...Map.groupBy(
      [...new Set(header)].map((column) => ({ column, ...numberedName(normalised(column)) })),
      ({ stem }) => stem,
    ),
  ].map(([stem, columns]) => ({ stem, columns: inOrder(columns) }))

/** Words that a column without a known name may have, and words that make it something else. */
const guesses = {
  title: /(^|_)(titles?|songs?|titel|titulo|titre)(_|$)/,
  artists: /(^|_)(artists?|performers?|bands?|singers?|interpret|interprete|kunstler|künstler|artista)(_|$)/,
} as const
const otherMatter =
  /(^|_)(ids?|uris?|urls?|mbids?|links?|genres?|count|number|no|popularity|followers|images?|country|gender|sort|type|album|release|version)(_|$)/

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
    const found = together(header).find(({ stem }) => guesses[field].test(stem) && !otherMatter.test(stem))
    if (found === undefined) return false
    columns.set(field, field === 'title' ? found.columns.slice(0, 1) : found.columns)
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
  return (
    !otherMatter.test(name) && (field === 'artists' || field === 'featured' || guesses.artists.test(name))
  )
}

const withoutTitle = (path: string, header: readonly string[]) => {
  const found = header.slice(0, 30).map(shown).join(', ')
  return new AppError(
    'invalid-table',
    `${path} has no column for title (any of ${columnNames.title.join(', ')}). Its columns are: ${found || 'none'}. Rename or add the missing one.`,
  )
}
