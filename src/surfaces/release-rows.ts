import type { StoredTrack } from '#catalog'

/** Of the tracks that are there, by key: columns, so that a change costs a copy of them and no list of every release. */
export interface ReleaseRows {
  /** The number of its release, or `noRelease`. */
  readonly releases: Uint32Array
  /** The key of the next track on its release, or `noNext`. */
  readonly nextOn: Uint32Array
}

export const noRelease = 0xffff_ffff
const noNext = 0xffff_ffff
export const noReleases: ReleaseRows = { releases: new Uint32Array(0), nextOn: new Uint32Array(0) }

type Placed = Pick<StoredTrack, 'key' | 'release' | 'discNumber' | 'trackNumber'>

/**
 * Which tracks stand on a release and in which order: by disc, by place on the disc, and where neither is known by arrival. What was
 * made before stays as it is; a change puts the releases it touches together anew and no other.
 */
export const createReleaseRows = () => {
  /** Of releases that have a track: other ids with every upsert would fill the memory. */
  const numbers = new Map<string, number>()
  /** Those of releases that have none any more, for the next that come. */
  const free: number[] = []
  /** By key, as it was laid out last; undefined for one that is not there. */
  const laid = new Map<number, Placed>()
  /** By release the keys on it, in their order, as they were laid out last. */
  const rows = new Map<number, readonly number[]>()
  const numberOf = (id: string): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    const number = free.pop() ?? numbers.size
    numbers.set(id, number)
    return number
  }
  const freeEmpty = (id: string): void => {
    const number = numbers.get(id)
    if (number === undefined || rows.has(number)) return
    numbers.delete(id)
    free.push(number)
  }
  return (
    before: ReleaseRows,
    slots: number,
    changed: readonly StoredTrack[],
    isThere: (key: StoredTrack['key']) => boolean,
  ): ReleaseRows => {
    const touched = new Map<number, Set<number>>()
    const left = new Set<string>()
    const touch = (release: number): Set<number> => {
      const keys = touched.get(release) ?? new Set(rows.get(release))
      touched.set(release, keys)
      return keys
    }
    const releases = longer(before.releases, slots, noRelease)
    const nextOn = longer(before.nextOn, slots, noNext)
    for (const track of changed) {
      const { key } = track
      touch(releases[key] ?? noRelease).delete(key)
      const was = laid.get(key)?.release
      if (was !== undefined) left.add(was.id)
      laid.delete(key)
      releases[key] = noRelease
      nextOn[key] = noNext
      if (!isThere(key) || track.release === undefined) continue
      laid.set(key, track)
      releases[key] = numberOf(track.release.id)
      touch(releases[key]).add(key)
    }
    touched.delete(noRelease)
    for (const [release, keys] of touched) {
      const row = [...keys].sort((a, b) => inOrder(laid.get(a), laid.get(b)) || a - b)
      if (row.length === 0) rows.delete(release)
      else rows.set(release, row)
      for (const [place, key] of row.entries()) nextOn[key] = row[place + 1] ?? noNext
    }
    for (const id of left) freeEmpty(id)
    return { releases, nextOn }
  }
}

const longer = (column: Uint32Array, slots: number, none: number): Uint32Array => {
  const copy = new Uint32Array(slots).fill(none, column.length)
  copy.set(column)
  return copy
}

const inOrder = (one: Placed | undefined, other: Placed | undefined): number =>
  (one?.discNumber ?? 1) - (other?.discNumber ?? 1) || (one?.trackNumber ?? 0) - (other?.trackNumber ?? 0)

/** What follows a track on its release, next first and so many at most; nothing where the order or the release is unknown. */
export const nextOnRelease = (key: number, { nextOn }: ReleaseRows, most: number): readonly number[] => {
  const row: number[] = []
  for (let next = nextOn[key] ?? noNext; next !== noNext && row.length < most; next = nextOn[next] ?? noNext)
    row.push(next)
  return row
}
