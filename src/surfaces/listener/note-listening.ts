import type { Catalog } from '#catalog'
import { artistId, creditsOf, dayMs, type TrackKey, trackKey } from '#domain'
import {
  artistAffinity,
  entity,
  lastHeard,
  listenerPlays,
  listenerSkips,
  type OwnerReader,
  parseEntity,
  tagAffinity,
} from '#features'
import type { EventOf } from '#log'
import { fewVersions } from '../judged-once.ts'
import { noTrack, recordingOf } from '../track-index.ts'
import type { HistoryRow } from './history-table.ts'
import { artistRank, type ListenerView, tagRank } from './listener-view.ts'

/** A play or a skip; what is said of tracks and blocks lays the listener out anew. */
export type Listening = EventOf<'track.played' | 'track.skipped'>

/**
 * Takes into a view what its listener just did: the states that the event changed are read again, as of the moment the
 * view was laid out for, and put where they belong. False, with nothing taken, for a track that the index does not know,
 * and for a recording of many versions. The trap closed here: states of one recording stand under each of its versions,
 * so all of them are read; to do so for each event costs thousands of times what it costs to lay the listener out anew
 * where one id stands on a whole catalogue.
 */
export const noteListening = (
  view: ListenerView,
  event: Listening,
  reader: OwnerReader,
  catalog: Pick<Catalog, 'byKey' | 'keyOf'>,
): boolean => {
  const key = catalog.keyOf(event.trackId)
  if (key === undefined || view.index.ids[key] !== event.trackId) return false
  const keys = view.index.versions.get(recordingOf(key, view.index)) ?? [key]
  if (keys.length > fewVersions) return false
  const versions = versionsOf(keys, view, reader)
  view.histories.put(recordingOf(key, view.index), rowOf(versions, view))
  noteOrder(key, versions, view)
  if (event.type === 'track.played') countPlay(key, event, view)
  noteTaste(key, event, view, reader, catalog)
  return true
}

/** What is known of one version; undefined where nothing is. */
interface Version {
  readonly key: TrackKey
  readonly plays: number
  readonly skips: number
  readonly days: number | undefined
  readonly heardAt: number | undefined
  readonly playedAt: number | undefined
  readonly skippedAt: number | undefined
}

const versionsOf = (
  keys: readonly number[],
  { index, asOf }: ListenerView,
  reader: OwnerReader,
): readonly Version[] =>
  keys.flatMap((version) => {
    const id = index.ids[version]
    if (id === undefined) return []
    const about = entity('track', id)
    const heard = reader.state(lastHeard, about)
    return {
      key: trackKey(version),
      plays: reader.value(listenerPlays, about, asOf),
      skips: reader.value(listenerSkips, about, asOf),
      days: heard && reader.value(lastHeard, about, asOf),
      heardAt: heard?.at(-1),
      playedAt: reader.state(listenerPlays, about)?.at(-1),
      skippedAt: reader.state(listenerSkips, about)?.at(-1),
    }
  })

const rowOf = (versions: readonly Version[], { asOf }: ListenerView): HistoryRow => {
  const playedAt = latest(versions.map((version) => version.playedAt))
  const days = versions.flatMap((version) => version.days ?? [])
  return {
    plays: versions.reduce((sum, { plays }) => sum + plays, 0),
    skips: versions.reduce((sum, { skips }) => sum + skips, 0),
    daysSinceHeard: days.length === 0 ? -1 : Math.min(...days),
    daysSincePlayed: playedAt === undefined ? -1 : Math.max(0, asOf - playedAt) / dayMs,
  }
}

const latest = (moments: readonly (number | undefined)[]): number | undefined =>
  moments.reduce((last, at) => (at !== undefined && (last === undefined || at > last) ? at : last), undefined)

const noteOrder = (key: TrackKey, versions: readonly Version[], { index, lists }: ListenerView): void => {
  // Who hears in whatever version what they skipped has taken the skip back.
  const playedAt = latest(versions.map((version) => version.playedAt))
  for (const { key: version, skippedAt } of versions) {
    if (skippedAt !== undefined && skippedAt >= (playedAt ?? skippedAt)) lists.skipped.put(version, skippedAt)
    else lists.skipped.remove(version)
  }
  const known = versions.find((version) => version.key === key)
  const touchedAt = latest([known?.heardAt, known?.skippedAt])
  if (touchedAt !== undefined) lists.heardOrSkipped.put(key, touchedAt)
  // What was withdrawn is judged by and leads nowhere itself.
  if (known === undefined || index.present[key] !== 1) return
  if (known.heardAt !== undefined) lists.heard.put(key, known.heardAt)
  if (known.playedAt === undefined) return
  lists.lastPlayed.put(key, known.playedAt)
  if (known.plays > 0) lists.mostPlayed.put(key, known.plays)
}

/** What the play adds to those that were counted when the view was laid out. */
const countPlay = (key: TrackKey, { at }: Listening, view: ListenerView): void => {
  const { index, artistPlays, tagPlays, lists, asOf } = view
  if (index.present[key] !== 1) return
  const play = listenerPlays.value([1, at], asOf)
  view.playsThere += play
  const people = new Set(
    index.credits.subarray(index.creditStarts[key] ?? 0, index.creditStarts[key + 1] ?? 0),
  )
  for (const artist of people) artistPlays.set(artist, (artistPlays.get(artist) ?? 0) + play)
  for (let place = index.tagStarts[key] ?? 0; place < (index.tagStarts[key + 1] ?? 0); place++) {
    const tag = index.trackTags[place] ?? noTrack
    tagPlays[tag] = (tagPlays[tag] ?? 0) + play
    const name = index.tags[tag]
    if (name === undefined) continue
    const rank = tagRank(tag, view)
    if (rank > 0) lists.topTags.put(name, rank)
    else lists.topTags.remove(name)
  }
}

/** The affinities that the event changed, by its own credits and tags, and the rank of everybody on the track of today. */
const noteTaste = (
  key: TrackKey,
  event: Listening,
  view: ListenerView,
  reader: OwnerReader,
  catalog: Pick<Catalog, 'byKey'>,
): void => {
  const { index, artistTaste, tagTaste, lists, asOf } = view
  const numberOf = (id: string) => index.artistNumbers.get(id) ?? noTrack
  for (const { about } of tagAffinity.keys(event)) {
    const tag = index.tagNumbers.get(parseEntity(about).id)
    if (tag !== undefined) tagTaste[tag] = reader.value(tagAffinity, about, asOf)
  }
  for (const { about } of artistAffinity.keys(event)) {
    artistTaste.set(numberOf(parseEntity(about).id), reader.value(artistAffinity, about, asOf))
  }
  const track = catalog.byKey(key)
  const people = [...(event.artistIds ?? []), ...(track ? creditsOf(track).map(({ id }) => id) : [])]
  for (const id of new Set(people.map(artistId))) {
    const taste = reader.value(artistAffinity, entity('artist', id), asOf)
    const rank = artistRank(taste, numberOf(id), view)
    if (rank > 0) lists.topArtists.put(id, rank)
    else lists.topArtists.remove(id)
  }
}
