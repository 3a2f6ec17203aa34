import { setImmediate } from 'node:timers/promises'
import type { Artist, ArtistId, RecordingId, ReleaseId, TrackKey } from '#domain'
import type { Catalog } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'
import { forEachInSlices, type NextTurn, sortInSlices } from './in-slices.ts'
import { madeOnce } from './made-once.ts'
import { nameKey } from './names.ts'

/**
 * The catalogue as people leaf through it: releases, artists, tags and years, each with what a list shows of
 * it and in the orders a list can have. It is made when the catalogue has changed, in slices of the event loop, and
 * then shared, so that a page of a list is a slice and no request sorts ten thousand names. The trap: a release's
 * tracks arrive in the order of the source, which need not be the order of the record.
 */
export interface ReleaseEntry {
  readonly id: ReleaseId
  readonly title: string
  /** In the order of the record: by disc, by number, then as they came. */
  readonly trackKeys: readonly TrackKey[]
  /** Whose release it is: the main artists, in the order of their tracks; of a compilation there are many. */
  readonly artists: readonly Artist[]
  readonly year?: number
  readonly label?: string
  /** Of all tracks; absent while the length of one is unknown. */
  readonly durationMs?: number
  /** The licence that all its tracks share. */
  readonly licenceUrl?: string
}

export interface ArtistSummary extends Artist {
  /** As main artist or guest. */
  readonly tracks: number
  /** With at least one track of theirs as main artist. */
  readonly releases: number
}

export interface YearSummary {
  readonly year: number
  readonly tracks: number
  readonly releases: number
}

/** What can be leafed through, each list in every order it has. */
export interface BrowseIndex {
  readonly artists: { readonly byName: readonly ArtistSummary[]; readonly byTracks: readonly ArtistSummary[] }
  readonly releases: {
    readonly byTitle: readonly ReleaseEntry[]
    /** Newest year first, releases of an unknown year last. */
    readonly byYear: readonly ReleaseEntry[]
    readonly byTracks: readonly ReleaseEntry[]
  }
  readonly tags: {
    readonly byName: readonly { readonly tag: string; readonly tracks: number }[]
    readonly byTracks: readonly { readonly tag: string; readonly tracks: number }[]
  }
  /** Newest first. */
  readonly years: readonly YearSummary[]
  release(id: ReleaseId): ReleaseEntry | undefined
  /** Newest first. */
  releasesOf(artist: ArtistId): readonly ReleaseEntry[]
  /** Keys of all tracks of a recording, in key order. */
  versions(recording: RecordingId): readonly TrackKey[]
}

/** Answers the index of the catalogue as it is at the call, or later; made again only after a change. */
export const createBrowseIndex = (
  catalog: Catalog,
  nextTurn: NextTurn = setImmediate,
): (() => Promise<BrowseIndex>) =>
  madeOnce(
    () => catalog.revision,
    () => indexCatalogue(catalog, nextTurn),
  )

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Each goes through its tracks: some ten microseconds. */
const releasesPerTurn = 256

const indexCatalogue = async (catalog: Catalog, nextTurn: NextTurn): Promise<BrowseIndex> => {
  // All of one moment: the catalogue may change between two slices.
  const tracks = [...catalog.tracks()]
  const people = [...catalog.artists()]
  const tags = catalog.tags()
  const groups = await groupTracks(tracks, nextTurn)
  const releases: ReleaseEntry[] = []
  const release = ([id, of]: Parameters<typeof releaseOf>) => releases.push(releaseOf(id, of))
  await forEachInSlices(groups.releases, nextTurn, release, releasesPerTurn)
  const byId = new Map(releases.map((release) => [release.id, release]))
  const sorted = <Entry extends object>(
    entries: readonly Entry[],
    compare: (a: Entry, b: Entry) => number,
  ): Promise<readonly Entry[]> => sortInSlices(entries, compare, nextTurn)
  const byTitle = await sorted(releases, (a, b) => collator.compare(a.title, b.title) || byText(a.id, b.id))
  const byYear = await sorted(byTitle, (a, b) => (b.year ?? 0) - (a.year ?? 0))
  const releasesOf = new Map<ArtistId, ReleaseEntry[]>()
  await forEachInSlices(byYear, nextTurn, (release) => {
    for (const { id } of release.artists) add(releasesOf, id, release)
  })
  const artists: ArtistSummary[] = []
  await forEachInSlices(people, nextTurn, ({ id, name, trackKeys }) =>
    artists.push({ id, name, tracks: trackKeys.length, releases: releasesOf.get(id)?.length ?? 0 }),
  )
  const byName = await sorted(artists, (a, b) => collator.compare(a.name, b.name) || byText(a.id, b.id))
  return {
    artists: { byName, byTracks: await sorted(byName, (a, b) => b.tracks - a.tracks) },
    releases: {
      byTitle,
      byYear,
      byTracks: await sorted(byTitle, (a, b) => b.trackKeys.length - a.trackKeys.length),
    },
    tags: { byName: await sorted(tags, (a, b) => collator.compare(a.tag, b.tag)), byTracks: tags },
    years: yearsOf(tracks, releases),
    release: (id) => byId.get(id),
    releasesOf: (artist) => releasesOf.get(artist) ?? [],
    versions: (recording) => groups.recordings.get(recording) ?? [],
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const add = <Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void => {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [value])
  else group.push(value)
}

const groupTracks = async (tracks: readonly StoredTrack[], nextTurn: NextTurn) => {
  const releases = new Map<ReleaseId, StoredTrack[]>()
  const recordings = new Map<RecordingId, TrackKey[]>()
  await forEachInSlices(tracks, nextTurn, (track) => {
    if (track.release !== undefined) add(releases, track.release.id, track)
    add(recordings, track.recordingId, track.key)
  })
  return { releases, recordings }
}

const last = Number.MAX_SAFE_INTEGER

const releaseOf = (id: ReleaseId, tracks: readonly StoredTrack[]): ReleaseEntry => {
  const inOrder = tracks.toSorted(
    (a, b) =>
      (a.discNumber ?? 1) - (b.discNumber ?? 1) ||
      (a.trackNumber ?? last) - (b.trackNumber ?? last) ||
      a.key - b.key,
  )
  const artists = new Map<ArtistId, Artist>()
  for (const track of inOrder) for (const artist of track.artists) artists.set(artist.id, artist)
  // A reissue's bonus track may be younger; the release is as old as most of it.
  const year = mostCommon(inOrder.flatMap((track) => track.year ?? []))
  const label = mostCommon(inOrder.flatMap((track) => track.label ?? []))
  const licences = new Set(inOrder.map((track) => track.licenceUrl))
  const [licenceUrl] = licences
  const lengths = inOrder.flatMap((track) => track.durationMs ?? [])
  return {
    id,
    title: inOrder[0]?.release?.title ?? id,
    trackKeys: inOrder.map(({ key }) => key),
    artists: [...artists.values()],
    ...(year !== undefined && { year }),
    ...(label !== undefined && { label }),
    ...(lengths.length === inOrder.length && {
      durationMs: lengths.reduce((sum, length) => sum + length, 0),
    }),
    ...(licences.size === 1 && licenceUrl !== undefined && { licenceUrl }),
  }
}

/** The first of those that occur most often. */
const mostCommon = <Value>(values: readonly Value[]): Value | undefined => {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

const yearsOf = (
  tracks: readonly StoredTrack[],
  releases: readonly ReleaseEntry[],
): readonly YearSummary[] => {
  const years = new Map<number, { tracks: number; releases: number }>()
  const of = (year: number) => {
    const found = years.get(year) ?? { tracks: 0, releases: 0 }
    years.set(year, found)
    return found
  }
  for (const { year } of tracks) if (year !== undefined) of(year).tracks += 1
  for (const { year } of releases) if (year !== undefined) of(year).releases += 1
  return [...years].map(([year, counts]) => ({ year, ...counts })).toSorted((a, b) => b.year - a.year)
}

/**
 * The entries whose name holds the words, whatever their case and accents; all of them for no words. Folding ten
 * thousand names takes milliseconds, hence once for each list, which lives as long as its index.
 */
export const named = <Entry>(
  entries: readonly Entry[],
  words: string | undefined,
  nameOf: (entry: Entry) => string,
): readonly Entry[] => {
  const wanted = folded(words ?? '')
  if (wanted === '') return entries
  const names = foldedNames.get(entries) ?? entries.map((entry) => folded(nameOf(entry)))
  foldedNames.set(entries, names)
  return entries.filter((_, at) => names[at]?.includes(wanted))
}

const foldedNames = new WeakMap<readonly unknown[], readonly string[]>()

const folded = (name: string): string => nameKey(name.normalize('NFKD').replace(/\p{M}/gu, ''))
