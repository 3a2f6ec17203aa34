import { setImmediate as nextTurn } from 'node:timers/promises'
import { type ArtistId, artistId, type TrackId, type TrackKey, trackId } from '#domain'
import type { ArtistEntry } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'
import { forEachInSlices } from './in-slices.ts'
import type { NameLink } from './name-links.ts'
import type { Hold, Takedown, Takedowns } from './takedowns.ts'

/**
 * Which tracks of the catalogue takedowns hold. The trap is a name that becomes one with that of an artist who is taken down only
 * once tracks came under it: they were matched before, and nobody would match them again.
 */
export interface Holding {
  /** Of all tracks, there or not, those that fall under these; a slice in each turn. */
  under(takedowns: readonly Takedown[]): Promise<readonly Hold[]>
  /** These names are one since now: tracks that fall under a takedown by them, to be placed again in this very turn. */
  linked(links: readonly NameLink[]): readonly StoredTrack[]
  /** What follows from links for all tracks, to be stored with them: for those that are not there, too. */
  unstored(): Promise<readonly Hold[]>
  /** Those that were handed out. */
  stored(holds: readonly Hold[]): void
}

export const createHolding = (options: {
  readonly takedowns: Takedowns
  readonly there: ReadonlyMap<TrackId, StoredTrack>
  readonly gone: ReadonlyMap<TrackId, StoredTrack>
  readonly artists: ReadonlyMap<ArtistId, ArtistEntry>
  readonly byKey: readonly (StoredTrack | undefined)[]
}): Holding => {
  const { takedowns, there, gone, artists, byKey } = options
  let unstored: readonly Hold[] = []
  let isUnsettled = false

  /** Nothing else changes the catalogue meanwhile: whoever calls has its turn. */
  const among = async (holding: ReturnType<Takedowns['holding']>): Promise<readonly Hold[]> => {
    const holds: Hold[] = []
    for (const tracks of [there, gone])
      await forEachInSlices(tracks.values(), nextTurn, (track) => holds.push(...holding(track)))
    return holds
  }

  return {
    async under(asked) {
      const holding = takedowns.holding(asked)
      if (asked.some(({ kind }) => kind !== 'track')) return among(holding)
      const tracks = asked.flatMap(({ id }) => there.get(trackId(id)) ?? gone.get(trackId(id)) ?? [])
      return tracks.flatMap((track) => holding(track))
    },
    linked(links) {
      const people = links.flatMap(({ kind, was }) => (kind === 'artist' ? artistId(was) : []))
      if (people.length === 0) return []
      takedowns.respelt()
      if (!people.some((id) => takedowns.isOverArtist(id))) return []
      isUnsettled = true
      const keys = new Set<TrackKey>()
      for (const artist of artists.values())
        if (takedowns.isOver(artist)) for (const key of artist.trackKeys) keys.add(key)
      const tracks = [...keys].flatMap((key) => byKey[key] ?? [])
      const holding = takedowns.holding()
      const holds = tracks.flatMap((track) => holding(track))
      takedowns.add([], holds)
      unstored = [...unstored, ...holds]
      return tracks.filter(({ id }) => takedowns.isHeld(id))
    },
    async unstored() {
      return isUnsettled ? [...unstored, ...(await among(takedowns.holding()))] : unstored
    },
    stored(holds) {
      takedowns.add([], holds)
      unstored = []
      isUnsettled = false
    },
  }
}
