import type { StoredTrack } from '#catalog'

/** By key: the number of its release, or `noRelease`; and by that number the keys on it that are there, in their order. */
export interface ReleaseRows {
  readonly releases: Uint32Array
  readonly onRelease: ReadonlyMap<number, readonly number[]>
}

export const noRelease = 0xffff_ffff
export const noReleases: ReleaseRows = { releases: new Uint32Array(0), onRelease: new Map() }

type Placed = Pick<StoredTrack, 'key' | 'release' | 'discNumber' | 'trackNumber'>

/**
 * Which tracks stand on a release and in which order: by disc, by place on the disc, and where neither is known by arrival. What was
 * made before stays as it is; a change puts the releases it touches together anew and no other.
 */
export const createReleaseRows = () => {
  const numbers = new Map<string, number>()
  /** By key, as it was laid out last; undefined for one that is not there. */
  const laid = new Map<number, Placed>()
  const numberOf = (track: Placed | undefined): number => {
    if (track?.release === undefined) return noRelease
    const number = numbers.get(track.release.id) ?? numbers.size
    numbers.set(track.release.id, number)
    return number
  }
  return (
    { releases, onRelease }: ReleaseRows,
    slots: number,
    changed: readonly StoredTrack[],
    isThere: (key: StoredTrack['key']) => boolean,
  ): ReleaseRows => {
    const touched = new Map<number, Set<number>>()
    const touch = (release: number): Set<number> => {
      const keys = touched.get(release) ?? new Set(onRelease.get(release))
      touched.set(release, keys)
      return keys
    }
    const longer = new Uint32Array(slots).fill(noRelease)
    longer.set(releases)
    for (const track of changed) {
      const { key } = track
      touch(longer[key] ?? noRelease).delete(key)
      laid.delete(key)
      longer[key] = noRelease
      if (!isThere(key) || track.release === undefined) continue
      laid.set(key, track)
      longer[key] = numberOf(track)
      touch(longer[key]).add(key)
    }
    const lists = new Map(onRelease)
    for (const [release, keys] of touched) {
      if (keys.size === 0 || release === noRelease) lists.delete(release)
      else
        lists.set(
          release,
          [...keys].sort((a, b) => inOrder(laid.get(a), laid.get(b)) || a - b),
        )
    }
    return { releases: longer, onRelease: lists }
  }
}

const inOrder = (one: Placed | undefined, other: Placed | undefined): number =>
  (one?.discNumber ?? 1) - (other?.discNumber ?? 1) || (one?.trackNumber ?? 0) - (other?.trackNumber ?? 0)

/** What follows a track on its release, next first; nothing where the order or the release is unknown. */
export const nextOnRelease = (key: number, { releases, onRelease }: ReleaseRows): readonly number[] => {
  const row = onRelease.get(releases[key] ?? noRelease) ?? []
  const place = row.indexOf(key)
  return place < 0 ? [] : row.slice(place + 1)
}
