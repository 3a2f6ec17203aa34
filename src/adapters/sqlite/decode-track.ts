import type { StoredTrack } from '#catalog'
import { type Artist, recordingId, type Track, trackId, trackKey } from '#domain'

/**
 * A row of the catalogue as a track. The trap is one damaged row that ends the start of all the others: it is left
 * out, and what can still be told of it is its recording, by which blocks of it hold for its other versions.
 */
export type TrackRow = Readonly<Record<string, unknown>>

/** Undefined where it can't be read: it does not parse, or is not what was written. */
export const decodeTrack = ({ key, body }: TrackRow): StoredTrack | undefined => {
  try {
    const track: unknown = JSON.parse(String(body))
    return isTrack(track) ? { ...track, key: trackKey(Number(key)) } : undefined
  } catch {
    return undefined
  }
}

/**
 * What stands for a track that can't be read: what its row still says of what blocks of it hold by for others, its
 * recording, title, artists and length. A recording that was hit too is its own, as that of most tracks is.
 */
export const remainsOf = ({ key, id, body }: TrackRow): StoredTrack => {
  const text = String(body)
  const artists = left(text, /"artists":(\[.*?\]),"featured":/s)
  const durationMs = left(text, /,"durationMs":(\d+)/)
  return {
    id: trackId(String(id)),
    key: trackKey(Number(key)),
    recordingId: recordingId(textIn(left(text, /"recordingId":("(?:[^"\\]|\\.)*")/)) ?? String(id)),
    title: textIn(left(text, /"title":("(?:[^"\\]|\\.)*"),"artists":/)) ?? '',
    artists: areArtists(artists) ? artists : [],
    featured: [],
    tags: [],
    ...(typeof durationMs === 'number' && { durationMs }),
  }
}

/** Before the body of a track that was not withdrawn and stands among those that were, until it is written again. */
const leftOutMark = 'left out '

export const leftOutBody = (body: string): string => leftOutMark + body
export const isLeftOut = ({ body }: TrackRow): boolean => String(body).startsWith(leftOutMark)

/** The body of a withdrawn track: of one that can't be read, what remains of it is all that is needed of it. */
export const keptBody = (row: TrackRow): string =>
  decodeTrack(row) === undefined ? JSON.stringify({ ...remainsOf(row), key: undefined }) : String(row.body)

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const left = (body: string, pattern: RegExp): unknown => {
  try {
    return JSON.parse(pattern.exec(body)?.[1] ?? 'null')
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const areTexts = (...values: readonly unknown[]): boolean =>
  values.every((value) => typeof value === 'string')

const areArtists = (value: unknown): value is Artist[] =>
  Array.isArray(value) && value.every((one: unknown) => isRecord(one) && areTexts(one.id, one.name))

/** Taken for what it is not, it would let through what may not be served: the track is left out then. */
const isAvailability = (value: unknown): boolean =>
  isRecord(value) &&
  [value.markets, value.notMarkets].every(
    (one) => one === undefined || (Array.isArray(one) && areTexts(...one)),
  ) &&
  [value.from, value.until].every((one) => one === undefined || Number.isSafeInteger(one))

const isTrack = (value: unknown): value is Track =>
  isRecord(value) &&
  areTexts(value.id, value.recordingId, value.title) &&
  areArtists(value.artists) &&
  areArtists(value.featured) &&
  Array.isArray(value.tags) &&
  areTexts(...value.tags) &&
  (value.release === undefined ||
    (isRecord(value.release) && areTexts(value.release.id, value.release.title))) &&
  (value.availability === undefined || isAvailability(value.availability))
