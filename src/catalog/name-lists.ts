import { type ArtistId, artistId, creditsOf, type TrackKey } from '#domain'
import type { ArtistEntry } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'
import type { Named } from './former-names.ts'
import { changed, count, type KeyChange, peopleOf } from './key-lists.ts'

/**
 * Which tracks name an artist or have a tag: lists for those that are there, counts for those that are not. The trap is
 * an artist whose name depends on the order of upserts: it is what the earliest track calls it.
 */
export interface NameLists {
  readonly artists: ReadonlyMap<ArtistId, ArtistEntry>
  readonly tagged: ReadonlyMap<string, readonly TrackKey[]>
  tags(): readonly { readonly tag: string; readonly tracks: number }[]
  /** Of tracks that are not there, each once. */
  formerTags(): Iterable<string>
  /** What tracks that are not there call an artist, as the one of them that left last. */
  formerArtist(id: ArtistId): string | undefined
  /** How many tracks have a name, those that are not there among them; a tag as folded. */
  tracksOf(name: Named & { readonly id: string }): number
  /** A track comes among those that are not there, or leaves them. */
  countFormer(track: StoredTrack, change: 1 | -1): void
  /** Answers whose counts have changed since the last time; tags as folded. */
  settle(
    byArtist: ReadonlyMap<ArtistId, KeyChange>,
    byTag: ReadonlyMap<string, KeyChange>,
  ): { readonly artists: readonly string[]; readonly tags: readonly string[] }
}

interface Entry extends ArtistEntry {
  readonly trackKeys: TrackKey[]
}

export const createNameLists = (
  trackAt: (key: TrackKey) => StoredTrack | undefined,
  folded: (tag: string) => string,
): NameLists => {
  const artists = new Map<ArtistId, Entry>()
  const tagged = new Map<string, TrackKey[]>()
  /** On how many tracks a tag stands or stood when they left, by the tag as blocks compare it. */
  const tagUses = new Map<string, number>()
  const former = { artists: new Map<ArtistId, number>(), tags: new Map<string, number>() }
  /** As long as a track of theirs is among those that are not there. */
  const formerArtists = new Map<ArtistId, string>()
  /** Names of tracks that left or returned since names were settled. */
  const shifted = { artists: new Set<ArtistId>(), tags: new Set<string>() }
  let tagCounts: readonly { readonly tag: string; readonly tracks: number }[] | undefined

  const nameOf = (id: ArtistId, key: TrackKey | undefined): string | undefined => {
    const track = key === undefined ? undefined : trackAt(key)
    return track === undefined ? undefined : creditsOf(track).find((credit) => credit.id === id)?.name
  }

  const settleArtist = (id: ArtistId, change: KeyChange): void => {
    const trackKeys = changed(artists.get(id)?.trackKeys ?? [], change)
    const name = nameOf(id, trackKeys[0])
    if (name === undefined) artists.delete(id)
    else artists.set(id, { id, name, trackKeys })
  }

  const settleTag = (tag: string, change: KeyChange): void => {
    const before = tagged.get(tag) ?? []
    const had = before.length
    const keys = changed(before, change)
    if (keys.length === 0) tagged.delete(tag)
    else tagged.set(tag, keys)
    count(tagUses, folded(tag), keys.length - had)
  }

  return {
    artists,
    tagged,
    tags() {
      tagCounts ??= [...tagged]
        .filter(([, keys]) => keys.length > 0)
        .map(([tag, keys]) => ({ tag, tracks: keys.length }))
        .sort((a, b) => b.tracks - a.tracks || (a.tag < b.tag ? -1 : 1))
      return tagCounts
    },
    formerTags: () => former.tags.keys(),
    formerArtist: (id) => formerArtists.get(id),
    tracksOf({ kind, id }) {
      if (kind === 'tag') return tagUses.get(id) ?? 0
      const artist = artistId(id)
      return (artists.get(artist)?.trackKeys.length ?? 0) + (former.artists.get(artist) ?? 0)
    },
    countFormer(track, change) {
      for (const id of peopleOf(track)) {
        count(former.artists, id, change)
        shifted.artists.add(id)
      }
      for (const { id, name } of creditsOf(track)) {
        if (!former.artists.has(id)) formerArtists.delete(id)
        else if (change === 1) formerArtists.set(id, name)
      }
      for (const tag of track.tags) {
        count(former.tags, tag, change)
        count(tagUses, folded(tag), change)
        shifted.tags.add(folded(tag))
      }
    },
    settle(byArtist, byTag) {
      for (const [id, change] of byArtist) settleArtist(id, change)
      for (const [tag, change] of byTag) settleTag(tag, change)
      tagCounts = undefined
      const settled = {
        artists: [...byArtist.keys(), ...shifted.artists],
        tags: [...[...byTag.keys()].map(folded), ...shifted.tags],
      }
      shifted.artists.clear()
      shifted.tags.clear()
      return settled
    },
  }
}
