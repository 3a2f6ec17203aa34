import { z } from 'zod'
import type { ArtistSummary, Catalog, ReleaseEntry, StoredTrack, TakedownTarget } from '#catalog'
import { AppError, type ArtistId, type ReleaseId, type TrackKey } from '#domain'
import type { RightsThere, Services } from '#operations'
import { type ListedTrack, listedTrackSchema, trackViewSchema, viewOf } from '#surfaces'

/** What lists and pages of the catalogue show of artists and releases. */
export const artistSummarySchema = z
  .object({ id: z.string(), name: z.string(), tracks: z.number().int(), releases: z.number().int() })
  .meta({ id: 'ArtistSummary' })

export const releaseSummarySchema = z
  .object({
    id: z.string(),
    title: z.string(),
    /** The first few main artists; `artistCount` says of how many. */
    artists: z.array(z.object({ id: z.string(), name: z.string() })),
    artistCount: z.number().int(),
    year: z.number().int().optional(),
    label: z.string().optional(),
    tracks: z.number().int(),
    /** Of all its tracks; absent while the length of one is unknown. */
    durationMs: z.number().optional(),
  })
  .meta({ id: 'ReleaseSummary' })

export const releasePageSchema = releaseSummarySchema
  .extend({
    /** The licence that all its tracks share. */
    licenceUrl: z.string().optional(),
    tags: z.array(z.string()),
    /** In the order of the record. */
    trackList: z.array(
      z.object({
        disc: z.number().int().optional(),
        number: z.number().int().optional(),
        track: listedTrackSchema,
      }),
    ),
  })
  .meta({ id: 'ReleasePage' })

export const artistPageSchema = artistSummarySchema
  .extend({
    /** Of the tracks, how many they are a guest on. */
    guestTracks: z.number().int(),
    /** Most common first. */
    tags: z.array(z.object({ tag: z.string(), tracks: z.number().int() })),
    /** Newest first. */
    releaseList: z.array(releaseSummarySchema),
  })
  .meta({ id: 'ArtistPage' })

export const tagSummarySchema = z.object({ tag: z.string(), tracks: z.number().int() })
export const yearSummarySchema = z.object({
  year: z.number().int(),
  tracks: z.number().int(),
  releases: z.number().int(),
})

export const trackPageSchema = trackViewSchema
  .extend({
    label: z.string().optional(),
    discNumber: z.number().int().optional(),
    /** Place on the release. */
    trackNumber: z.number().int().optional(),
    /** The other tracks that hold the same recording. */
    versions: z.array(trackViewSchema),
  })
  .meta({ id: 'TrackPage' })

const mostVersions = 50
const shownArtists = 4
const shownReleases = 200

export const summaryOf = (release: ReleaseEntry): z.infer<typeof releaseSummarySchema> => ({
  id: release.id,
  title: release.title,
  artists: release.artists.slice(0, shownArtists).map(({ id, name }) => ({ id, name })),
  artistCount: release.artists.length,
  ...(release.year !== undefined && { year: release.year }),
  ...(release.label !== undefined && { label: release.label }),
  tracks: release.trackKeys.length,
  ...(release.durationMs !== undefined && { durationMs: release.durationMs }),
})

const notThere = (catalog: Catalog, target: TakedownTarget, otherwise: string): AppError =>
  catalog.keepsAway(target)
    ? new AppError(
        'taken-down',
        `This ${target.kind} was taken down here, or all its tracks were: it is shown and played to nobody until that is lifted.`,
      )
    : new AppError('not-found', otherwise)

export const knownArtist = (catalog: Catalog, id: ArtistId) => {
  const artist = catalog.artist(id)
  if (artist === undefined)
    throw notThere(
      catalog,
      { kind: 'artist', id },
      'The catalogue has no artist with this id. /v1/artists lists them, /v1/search finds them.',
    )
  return artist
}

export const artistSummary = async ({ browse, catalog }: Services, id: ArtistId): Promise<ArtistSummary> => {
  const { name, trackKeys } = knownArtist(catalog, id)
  const { releasesOf } = await browse()
  return { id, name, tracks: trackKeys.length, releases: releasesOf(id).length }
}

export const tracksAt = (catalog: Catalog, keys: readonly TrackKey[]): readonly StoredTrack[] =>
  keys.flatMap((key) => catalog.byKey(key) ?? [])

const commonTags = (tracks: readonly StoredTrack[], most: number) => {
  const counts = new Map<string, number>()
  for (const { tags } of tracks) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts]
    .map(([tag, count]) => ({ tag, tracks: count }))
    .toSorted((a, b) => b.tracks - a.tracks)
    .slice(0, most)
}

export const artistPage = async (
  services: Services,
  id: ArtistId,
): Promise<z.infer<typeof artistPageSchema>> => {
  const { browse, catalog } = services
  const tracks = tracksAt(catalog, knownArtist(catalog, id).trackKeys)
  const { releasesOf } = await browse()
  return {
    ...(await artistSummary(services, id)),
    guestTracks: tracks.filter(({ artists }) => artists.every((artist) => artist.id !== id)).length,
    tags: commonTags(tracks, 8),
    releaseList: releasesOf(id).slice(0, shownReleases).map(summaryOf),
  }
}

export const releasePage = async (
  { browse, catalog }: Services,
  id: ReleaseId,
  rights: RightsThere,
  viewOf: (track: StoredTrack) => ListedTrack,
): Promise<z.infer<typeof releasePageSchema>> => {
  const release = (await browse()).release(id)
  if (release === undefined)
    throw notThere(
      catalog,
      { kind: 'release', id },
      'The catalogue has no release with this id. /v1/releases lists them.',
    )
  const tracks = tracksAt(catalog, release.trackKeys).filter(rights.allows)
  return {
    ...summaryOf(release),
    ...(release.licenceUrl !== undefined && { licenceUrl: release.licenceUrl }),
    tags: commonTags(tracks, 8).map(({ tag }) => tag),
    trackList: tracks.map((track) => ({
      ...(track.discNumber !== undefined && { disc: track.discNumber }),
      ...(track.trackNumber !== undefined && { number: track.trackNumber }),
      track: viewOf(track),
    })),
  }
}

export const trackPage = async (
  { browse, catalog }: Services,
  track: StoredTrack,
  rights: RightsThere,
): Promise<z.infer<typeof trackPageSchema>> => {
  const { label, discNumber, trackNumber, key, recordingId } = track
  const others = (await browse()).versions(recordingId).filter((other) => other !== key)
  return {
    ...viewOf(track),
    ...(label !== undefined && { label }),
    ...(discNumber !== undefined && { discNumber }),
    ...(trackNumber !== undefined && { trackNumber }),
    versions: tracksAt(catalog, others).filter(rights.allows).slice(0, mostVersions).map(viewOf),
  }
}
