import { join } from 'node:path'
import { createRecordings, type ImportRow, readTrack, type TrackSource } from '#catalog'
import { csvRecords } from './csv-records.ts'
import { mendMojibake } from './mojibake.ts'
import { openText } from './read-text.ts'

/**
 * The freemusi.cc catalogue (CC BY-SA 4.0) as tracks: `releases.csv` joined to `tracks.csv`. What the data
 * needs and gets: double-encoded names are mended, "Various Artists" and "?" count as unknown, 0 is "not
 * rated", keys that occur twice get `~2`, and the twenty tracks without a title are called after their file.
 */
type Cells = ReadonlyMap<string, string>

/** A folder with both files, as `fetchFreemusicc` returns it. Tracks come in the file's order. */
export const readFreemusicc = async (folder: string): Promise<TrackSource> => {
  const releases = new Map<string, Cells>()
  for (const release of await cellsOf(join(folder, 'releases.csv')))
    releases.set(text(release, 'id'), release)
  const tracks = await cellsOf(join(folder, 'tracks.csv'))
  let read = 0
  const recordingOf = await createRecordings()
  const rows = function* (): Generator<ImportRow> {
    const idOf = distinctIds()
    for (const track of tracks) {
      read += 1
      const place = { row: read, where: `tracks.csv row ${read}` }
      const release = releases.get(text(track, 'id'))
      const reading =
        release === undefined
          ? { refused: 'its release is not in releases.csv' }
          : readTrack(inputOf(idOf(track), track, release))
      if (reading.refused !== undefined) yield { ...place, refused: reading.refused }
      else yield { ...place, track: { ...reading.track, recordingId: recordingOf(reading.track) } }
    }
  }
  return {
    kind: 'freemusicc',
    label: 'freemusi.cc (CC BY-SA 4.0)',
    rows: rows(),
    fraction: () => (tracks.length === 0 ? 1 : read / tracks.length),
  }
}

const cellsOf = async (path: string): Promise<readonly Cells[]> => {
  const file = await openText(path)
  const rows: Cells[] = []
  let header: readonly string[] | undefined
  for await (const record of csvRecords(path, file.pieces, ',')) {
    if (header === undefined) header = record
    else rows.push(new Map(header.map((column, index) => [column, mendMojibake(record[index] ?? '')])))
  }
  return rows
}

const text = (cells: Cells, column: string): string => cells.get(column)?.trim() ?? ''

/** Release, disc and track number; where the file has that twice, the later one gets `~2`. */
const distinctIds = (): ((track: Cells) => string) => {
  const uses = new Map<string, number>()
  return (track) => {
    const key = `${text(track, 'id')}-${text(track, 'disc')}-${text(track, 'track')}`
    const use = (uses.get(key) ?? 0) + 1
    uses.set(key, use)
    return use === 1 ? key : `${key}~${use}`
  }
}

const inputOf = (id: string, track: Cells, release: Cells): Record<string, unknown> => {
  const audioUrl = secure(text(track, 'trackurl'))
  const artist = text(track, 'trackartist') || text(release, 'artist')
  // Two releases have no title; shops and labels then go by the catalogue number.
  const releaseTitle = text(release, 'album') || known(text(release, 'catalog'))
  const label = known(text(release, 'label'))
  const licenceUrl = text(release, 'licenseurl')
  const year = Number(text(release, 'year'))
  const seconds = Number(text(track, 'duration'))
  const energy = fromScale(text(track, 'activity'), 3)
  const rating = fromScale(text(track, 'rating'), 5)
  return {
    id,
    title: text(track, 'title') || fileName(audioUrl),
    artists: artist === '' ? [] : [artist],
    ...(releaseTitle !== undefined && { release: { id: text(release, 'id'), title: releaseTitle } }),
    ...placeOf(track),
    ...(label !== undefined && { label }),
    ...(year > 0 && { year }),
    ...(seconds > 0 && { durationMs: seconds * 1_000 }),
    tags: [...text(release, 'genre').split(','), ...text(release, 'style').split(',')],
    ...(energy !== undefined && { energy }),
    ...(rating !== undefined && { rating }),
    ...(licenceUrl !== '' && { licenceUrl }),
    ...(audioUrl !== '' && { audioUrl }),
  }
}

/** Disc and number as they are counted; 0 and blanks mean unknown. */
const placeOf = (track: Cells): Record<string, number> =>
  Object.fromEntries(
    [
      ['discNumber', Number(text(track, 'disc')), 999] as const,
      ['trackNumber', Number(text(track, 'track')), 9_999] as const,
    ].flatMap(([field, value, most]) =>
      Number.isInteger(value) && value >= 1 && value <= most ? [[field, value]] : [],
    ),
  )

const known = (value: string): string | undefined => (value === '' || value === '?' ? undefined : value)

/** 1 … `top` as 0 … 1; 0 means that nobody has rated it. */
const fromScale = (value: string, top: number): number | undefined => {
  const step = Number(value)
  return step >= 1 && step <= top ? (step - 1) / (top - 1) : undefined
}

/** The archive serves https as well, and a page served over https may not play http audio. */
const secure = (address: string): string =>
  address.replace(/^http:\/\/((?:www\.)?archive\.org\/)/, 'https://$1')

const fileName = (address: string): string => {
  const last = URL.parse(address)?.pathname.split('/').at(-1) ?? ''
  return decoded(last)
    .replace(/\.[a-z0-9]{2,4}$/i, '')
    .replace(/_/g, ' ')
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
