import { AppError } from '#domain'

/**
 * Which column of a table means what. Tables come from many tools, so a column may carry any of the names
 * below; upper case, spaces, hyphens and camelCase don't matter ("Track ID", "trackId" and "track_id" are one).
 * The trap is units: only the column's name says whether a length is in seconds, a number never does.
 */
const columnNames = {
  id: ['id', 'track_id', 'song_id'],
  title: ['title', 'name', 'track', 'track_name', 'track_title', 'song', 'song_title'],
  artists: ['artist', 'artists', 'artist_name', 'artist_names', 'track_artist', 'track_artists'],
  featured: ['featured', 'featuring', 'featured_artist', 'featured_artists'],
  release: ['album', 'release', 'album_name', 'album_title', 'release_name', 'release_title'],
  releaseId: ['album_id', 'release_id'],
  discNumber: ['disc', 'disc_number', 'disk', 'disk_number'],
  trackNumber: ['track_number', 'track_no', 'track_position'],
  label: ['label', 'record_label'],
  year: ['year', 'release_year'],
  date: ['date', 'release_date', 'released', 'released_at'],
  milliseconds: ['duration_ms', 'length_ms', 'milliseconds'],
  seconds: ['duration_s', 'duration_sec', 'duration_seconds', 'length_s', 'length_seconds', 'seconds'],
  /** Seconds, or a clock text such as 3:45. */
  duration: ['duration', 'length'],
  genres: ['genre', 'genres'],
  styles: ['style', 'styles'],
  tags: ['tag', 'tags'],
  energy: ['energy'],
  rating: ['rating'],
  licence: ['licence', 'license', 'licence_url', 'license_url'],
  audioUrl: ['audio_url', 'url', 'track_url', 'stream_url'],
  recordingId: ['recording_id'],
} as const satisfies Record<string, readonly string[]>

export type Field = keyof typeof columnNames
export type Columns = ReadonlyMap<Field, string>

const lengthFields: ReadonlySet<Field> = new Set<Field>(['milliseconds', 'seconds', 'duration'])

const fieldsByName: ReadonlyMap<string, Field> = new Map(
  Object.entries(columnNames).flatMap(([field, names]) =>
    isField(field) ? names.map((name): [string, Field] => [name, field]) : [],
  ),
)

function isField(name: string): name is Field {
  return Object.hasOwn(columnNames, name)
}

const normalised = (name: string): string =>
  name
    .trim()
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[\s\-.]+/g, '_')

/** What a column means; undefined for columns Segue has no use for. */
export const fieldOf = (column: string): Field | undefined => fieldsByName.get(normalised(column))

/**
 * The meaning of a header. Throws `invalid-table` naming the columns when one meaning is there twice, or when
 * the id or the title is missing. Columns without a meaning are left alone.
 */
export const readHeader = (path: string, header: readonly string[]): Columns => {
  const columns = new Map<Field, string>()
  const doubled: string[] = []
  for (const column of header) {
    const field = fieldOf(column)
    if (field === undefined) continue
    const twin = lengthFields.has(field)
      ? [...lengthFields].map((length) => columns.get(length)).find((name) => name !== undefined)
      : columns.get(field)
    if (twin === undefined) columns.set(field, column)
    else doubled.push(`"${twin.trim()}" and "${column.trim()}"`)
  }
  if (doubled.length > 0) {
    throw new AppError(
      'invalid-table',
      `${path} has doubled columns: ${doubled.join(', ')} mean the same. Remove or rename one of each.`,
    )
  }
  const missing = (['id', 'title'] as const).filter((field) => !columns.has(field))
  if (missing.length > 0) throw missingColumns(path, missing, header)
  return columns
}

const missingColumns = (path: string, missing: readonly ('id' | 'title')[], header: readonly string[]) => {
  const wanted = missing.map((field) => `${field} (any of ${columnNames[field].join(', ')})`).join(' and ')
  const found = header
    .slice(0, 30)
    .map((name) => name.trim().slice(0, 40))
    .join(', ')
  return new AppError(
    'invalid-table',
    `${path} has no column for ${wanted}. Its columns are: ${found || 'none'}. Rename or add the missing one.`,
  )
}
