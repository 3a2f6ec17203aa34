import { type ArtistId, artistId, type Instant, type ListenerId, type TrackId, trackId } from '#domain'
import {
  artistAffinity,
  blocked,
  entity,
  type Feature,
  type FeatureState,
  type Features,
  lastHeard,
  listenerPlays,
  listenerSkips,
  neverHeardDays,
  type OwnerReader,
  parseEntity,
  rating,
  tagAffinity,
} from '#features'
import type { ListenerReads } from './reads.ts'

/** A listener as the stages read them: the online features, by the names that surfaces use. */
export const listenerReads = (features: Features, id: ListenerId): ListenerReads => {
  const reader = features.reader(entity('listener', id))
  return {
    id,
    blocks: () => new Set(abouts(reader, blocked, ([value]) => value === 1)),
    history(track, asOf) {
      const about = entity('track', track)
      const days = reader.value(lastHeard, about, asOf)
      return {
        plays: reader.value(listenerPlays, about, asOf),
        skips: reader.value(listenerSkips, about, asOf),
        daysSinceHeard: days >= neverHeardDays ? -1 : days,
        rating: reader.value(rating, about, asOf),
      }
    },
    artistTaste: (artist, asOf) => reader.value(artistAffinity, entity('artist', artist), asOf),
    tagTaste: (tag, asOf) => reader.value(tagAffinity, entity('tag', tag), asOf),
    recentTracks: (count) => trackIds(highest(reader, lastHeard, count, ([at]) => at)),
    skippedSince: (from, count) =>
      trackIds(
        highest(reader, listenerSkips, count, ([, at]) => (at !== undefined && at >= from ? at : undefined)),
      ),
    mostPlayed: (asOf, count) => trackIds(strongest(reader, listenerPlays, asOf, count)),
    likedTracks: (count) =>
      trackIds(highest(reader, rating, count, ([value, at]) => (value === 1 ? at : undefined))),
    topArtists: (asOf, count): ArtistId[] =>
      strongest(reader, artistAffinity, asOf, count).map((about) => artistId(parseEntity(about).id)),
    topTags: (asOf, count) =>
      strongest(reader, tagAffinity, asOf, count).map((about) => parseEntity(about).id),
  }
}

const abouts = (reader: OwnerReader, feature: Feature, keep: (state: FeatureState) => boolean): string[] =>
  Array.from(reader.entries(feature)).flatMap(({ about, state }) => (keep(state) ? [about] : []))

/** The abouts of the highest measures, highest first; an undefined measure is left out. Ties by name. */
const highest = (
  reader: OwnerReader,
  feature: Feature,
  count: number,
  measure: (state: FeatureState) => number | undefined,
): string[] => {
  const measured: { about: string; value: number }[] = []
  for (const { about, state } of reader.entries(feature)) {
    const value = measure(state)
    if (value !== undefined) measured.push({ about, value })
  }
  measured.sort((a, b) => b.value - a.value || (a.about < b.about ? -1 : 1))
  return measured.slice(0, count).map(({ about }) => about)
}

/** By the feature's own value as of a moment; only positive ones. */
const strongest = (reader: OwnerReader, feature: Feature, asOf: Instant, count: number): string[] =>
  highest(reader, feature, count, (state) => {
    const value = feature.value(state, asOf)
    return value > 0 ? value : undefined
  })

const trackIds = (names: readonly string[]): TrackId[] => names.map((name) => trackId(parseEntity(name).id))
