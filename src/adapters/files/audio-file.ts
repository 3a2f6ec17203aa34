import { type IAudioMetadata, parseFile } from 'music-metadata'
import {
  isNoRelease,
  nameKey,
  type OpenTags,
  readTrack,
  releaseBy,
  type ToldTags,
  type TrackReading,
} from '#catalog'
import type { TrackId } from '#domain'
import { findSound } from './audio-frames.ts'
import { partsOf } from './folder-tags.ts'
import { mendTagText } from './mojibake.ts'
import { namesIn, type TaggedArtists, taggedArtists } from './tagged-artists.ts'

/**
 * One audio file as a track. Tags are read from the ends of the file, never the whole file; what they don't say
 * stays unknown, except the title, which falls back to the file's name. The trap: files with an audio name that
 * are something else parse without an error, so a file counts as audio by its format, not by its name.
 */
const endings = 'aac aif aiff ape dsf flac m4a m4b mka mp3 mpc oga ogg opus wav webm wma wv'
const endingPattern = new RegExp(`\\.(?:${endings.replaceAll(' ', '|')})$`, 'i')
const longestMs = 86_400_000
const most = 50

export const isAudioName = (name: string): boolean => endingPattern.test(name)

export interface AudioReading {
  readonly reading: TrackReading
  readonly sound?: string | undefined
  /** Absent for a file that is refused. */
  readonly open?: OpenTags
}

/** `relative` is the path below the library folder, parted by `/`; `told` what the other files say. Never rejects. */
export const readAudioFile = async (
  path: string,
  relative: string,
  id: TrackId,
  told: ToldTags = {},
): Promise<AudioReading> => {
  try {
    const tags = await parseFile(path, { skipCovers: true, duration: false })
    if (tags.format.codec === undefined && tags.format.duration === undefined) return refusal(notAudio)
    const sound = await findSound(path)
    if (sound === undefined) return refusal(noFrames)
    const people = taggedArtists(tags)
    const reading = readTrack({ id, ...inputOf(relative, tags, people, told) })
    if (reading.refused !== undefined) return { reading }
    const track = { ...reading.track, audioPath: path }
    return { reading: { track }, sound: sound.checksum, open: openOf(tags, people) }
  } catch {
    return refusal(notAudio)
  }
}

const refusal = (refused: string): AudioReading => ({ reading: { refused } })

const notAudio = 'not a readable audio file'
const noFrames = 'no audio frames found'

/** Of a compilation that names no album artist: it says by another mark that it is one. */
const ownerOf = ({ albumartist, compilation }: IAudioMetadata['common']): string | undefined =>
  named([albumartist]).flatMap(namesIn)[0] ?? (compilation ? 'Various Artists' : undefined)

const albumOf = ({ album }: IAudioMetadata['common']): string | undefined =>
  named([album]).find((title) => !isNoRelease(title))

const openOf = ({ common }: IAudioMetadata, { slashed }: TaggedArtists): OpenTags => {
  const owner = ownerOf(common)
  return {
    ...(slashed.length > 0 && { slashed }),
    ...(owner?.includes('/') && { whole: [owner] }),
    ...(owner === undefined && albumOf(common) !== undefined && { isReleaseOpen: true as const }),
  }
}

const releaseOf = (common: IAudioMetadata['common'], told: ToldTags) => {
  const title = albumOf(common)
  const owner = ownerOf(common) ?? told.releaseBy
  // Without one the release is its main artist's, as everywhere.
  return title === undefined || owner === undefined ? title : releaseBy(title, owner)
}

const inputOf = (
  relative: string,
  { common, format }: IAudioMetadata,
  people: TaggedArtists,
  told: ToldTags,
): Record<string, unknown> => {
  const artists = named(
    people.names.flatMap((name) => (told.parted?.includes(name) ? partsOf(name) : [name])),
  ).slice(0, most)
  const release = releaseOf(common, told)
  const label = named(common.label ?? []).at(0)
  const durationMs = Math.round((format.duration ?? 0) * 1_000)
  return {
    title: named([common.title]).at(0) ?? titleOf(relative),
    artists,
    ...(release !== undefined && { release }),
    ...counted('discNumber', common.disk.no, 999),
    ...counted('trackNumber', common.track.no, 9_999),
    ...(label !== undefined && { label }),
    ...(common.year !== undefined && common.year >= 1000 && common.year <= 2100 && { year: common.year }),
    ...(isDay(common.date) && { releasedAt: common.date }),
    // Under a second is a fault of the header more often than a track.
    ...(durationMs >= 1_000 && durationMs <= longestMs && { durationMs }),
    tags: named(common.genre ?? [])
      .flatMap((genre) => genre.split(/[;|,]/))
      .filter((tag) => tag.length <= 100)
      .slice(0, most),
  }
}

/** A place on the release; tags also hold 0 and numbers no release has. */
const counted = (field: string, place: number | null, most: number): Record<string, number> =>
  place !== null && Number.isInteger(place) && place >= 1 && place <= most ? { [field]: place } : {}

const named = (names: readonly (string | undefined)[]): readonly string[] =>
  names
    .filter((name) => name !== undefined)
    .map(mendTagText)
    .filter((name) => nameKey(name) !== '')

const titleOf = (relative: string): string => (relative.split('/').at(-1) ?? relative).replace(/\.[^.]+$/, '')

/** A day of the calendar; tags also hold "2019", "2019-00-00" and prose. */
const isDay = (text: string | undefined): boolean => {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
