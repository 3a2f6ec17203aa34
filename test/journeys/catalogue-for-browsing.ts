import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A small catalogue for the journeys that leaf through one: releases whose tracks arrive out of order, a guest, a
 * recording on two releases, a compilation, a name of 280 letters on a track of ten hours, and more tags than fit one page.
 */
export interface JourneyTrack {
  readonly id: string
  readonly title: string
  readonly artists?: readonly string[]
  readonly featured?: readonly string[]
  readonly release?: { readonly id: string; readonly title: string }
  readonly recordingId?: string
  readonly trackNumber?: number
  readonly label?: string
  readonly year?: number
  readonly durationMs?: number
  readonly tags: readonly string[]
  readonly licenceUrl?: string
}

const licenceUrl = 'https://creativecommons.org/licenses/by/4.0/'
export const longName = `The ${'Extraordinarily'.repeat(8)} ${'Long '.repeat(30)}Name`

const harbour = [3, 1, 4, 2].map(
  (trackNumber): JourneyTrack => ({
    id: `harbour-${trackNumber}`,
    title: `Harbour ${trackNumber}`,
    artists: ['Ola Brenn'],
    ...(trackNumber === 4 && { featured: ['Mira Voss'] }),
    release: { id: 'release-harbour', title: 'Harbour' },
    recordingId: `harbour-recording-${trackNumber}`,
    trackNumber,
    label: 'Quay',
    year: 2012,
    durationMs: 60_000 * trackNumber,
    tags: ['folk', 'sea'],
    licenceUrl,
  }),
)

const gathered = Array.from(
  { length: 6 },
  (_, at): JourneyTrack => ({
    id: `gathered-${at}`,
    title: `Gathered ${at}`,
    artists: [`Guest Act ${at}`],
    release: { id: 'release-gathered', title: 'Gathered' },
    trackNumber: at + 1,
    year: 2019,
    durationMs: 90_000,
    tags: ['folk'],
  }),
)

const many = Array.from(
  { length: 260 },
  (_, at): JourneyTrack => ({
    id: `many-${at}`,
    title: `Many ${at}`,
    artists: [`Act ${String(at % 130).padStart(3, '0')}`],
    release: { id: `release-many-${at % 65}`, title: `Many ${at % 65}` },
    trackNumber: 1 + Math.floor(at / 65),
    year: 1990 + (at % 20),
    durationMs: 180_000,
    tags: ['electronic', `tag ${String(at % 90).padStart(2, '0')}`],
  }),
)

export const catalogueForBrowsing: readonly JourneyTrack[] = [
  ...harbour,
  {
    id: 'best-of-1',
    title: 'Harbour 1',
    artists: ['Ola Brenn'],
    release: { id: 'release-best', title: 'Best of Ola' },
    recordingId: 'harbour-recording-1',
    year: 2020,
    durationMs: 60_000,
    tags: ['folk'],
  },
  ...gathered,
  {
    id: 'long',
    title: longName,
    artists: [longName],
    release: { id: 'release-long', title: longName },
    year: 2001,
    durationMs: 36_000_000,
    tags: ['folk', 'singer-songwriter', 'drum and bass'],
  },
  ...many,
]

/** Writes them, or some of them, as a table of tracks; answers what `--library` names. */
export const browsingLibrary = (folder: string, tracks = catalogueForBrowsing): string => {
  const library = join(folder, 'tracks.jsonl')
  writeFileSync(library, tracks.map((track) => JSON.stringify(track)).join('\n'))
  return library
}
