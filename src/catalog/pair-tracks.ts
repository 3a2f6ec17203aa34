import { forEachInSlices, type NextTurn } from './in-slices.ts'
import { type Appearance, type Profile, profileOf, surenessOf } from './same-track.ts'

/**
 * Which of the tracks that are gone from a library are which of those that are new in it, one to one. The surest are
 * paired first; where two are equally sure of one track nobody can tell, and all of these are left alone.
 */
export const pairTracks = async <Gone extends Appearance, Found extends Appearance>(
  gone: readonly Gone[],
  found: readonly Found[],
  nextTurn: NextTurn,
): Promise<ReadonlyMap<Found, Gone>> => {
  const pairs = new Map<Found, Gone>()
  const settled = new Set<Appearance>()
  /** Those of `equallySure` that are the only one for each other. */
  const settle = async (equallySure: readonly Pair<Gone, Found>[]) => {
    const open: Pair<Gone, Found>[] = []
    const uses = new Map<Appearance, number>()
    await forEachInSlices(equallySure, nextTurn, (pair) => {
      if (settled.has(pair.gone) || settled.has(pair.found)) return
      open.push(pair)
      for (const track of [pair.gone, pair.found]) uses.set(track, (uses.get(track) ?? 0) + 1)
    })
    await forEachInSlices(open, nextTurn, ({ gone, found }) => {
      if (uses.get(gone) === 1 && uses.get(found) === 1) pairs.set(found, gone)
      settled.add(gone).add(found)
    })
  }
  if (gone.length === 0) return pairs
  await forEachInSlices(await movedPairs(gone, found, nextTurn), nextTurn, (pair) => {
    pairs.set(pair.found, pair.gone)
    settled.add(pair.gone).add(pair.found)
  })
  const isOpen = (track: Appearance) => !settled.has(track)
  const open = await folded(found.filter(isOpen), nextTurn)
  // Of very many that are gone a few are like one that is new.
  const left = await folded(gone.filter(isOpen), nextTurn, (keys) =>
    keys.some((key) => open.withKey.has(key)),
  )
  const all = await likePairs(left, open, nextTurn)
  for (const equallySure of await bySureness(all, nextTurn)) await settle(equallySure)
  return pairs
}

interface Pair<Gone, Found> {
  readonly gone: Gone
  readonly found: Found
  readonly sureness: number
}

/**
 * Files of one name, size and time that are the only such ones: nothing is surer, and a renamed folder has nothing else,
 * so nothing more is compared of them.
 */
const movedPairs = async <Gone extends Appearance, Found extends Appearance>(
  gone: readonly Gone[],
  found: readonly Found[],
  nextTurn: NextTurn,
): Promise<readonly Pair<Gone, Found>[]> => {
  const known = await byLook(gone, nextTurn)
  const pairs: Pair<Gone, Found>[] = []
  await forEachInSlices(await byLook(found, nextTurn), nextTurn, ([look, one]) => {
    const before = known.get(look)
    if (before && one) pairs.push({ gone: before, found: one, sureness: Number.POSITIVE_INFINITY })
  })
  return pairs
}

/** Undefined where several look so. */
const byLook = async <One extends Appearance>(tracks: readonly One[], nextTurn: NextTurn) => {
  const found = new Map<string, One | undefined>()
  await forEachInSlices(tracks, nextTurn, (track) => {
    if (track.file === undefined) return
    const { path, size, modifiedMs } = track.file
    const look = `${size} ${modifiedMs} ${path.split('/').at(-1)}`
    found.set(look, found.has(look) ? undefined : track)
  })
  return found
}

/** Surest first, the equally sure together. */
const bySureness = async <Gone, Found>(
  pairs: readonly Pair<Gone, Found>[],
  nextTurn: NextTurn,
): Promise<readonly (readonly Pair<Gone, Found>[])[]> => {
  const groups = new Map<number, Pair<Gone, Found>[]>()
  await forEachInSlices(pairs, nextTurn, (pair) => {
    const group = groups.get(pair.sureness)
    if (group === undefined) groups.set(pair.sureness, [pair])
    else group.push(pair)
  })
  return [...groups].toSorted(([one], [other]) => other - one).map(([, equallySure]) => equallySure)
}

interface Folded<One> {
  readonly profiles: ReadonlyMap<One, Profile>
  readonly withKey: ReadonlyMap<string, readonly One[]>
}

/** As many share a word like "Intro" that it says nothing, and comparing all with all would take minutes. */
const mostSharing = 64
const comparedPerTurn = 128

const folded = async <One extends Appearance>(
  tracks: readonly One[],
  nextTurn: NextTurn,
  isWanted: (keys: readonly string[]) => boolean = () => true,
): Promise<Folded<One>> => {
  const profiles = new Map<One, Profile>()
  const withKey = new Map<string, One[]>()
  let looked = 0
  for (const track of tracks) {
    if (++looked % comparedPerTurn === 0) await nextTurn()
    const profile = profileOf(track)
    if (!isWanted(profile.keys)) continue
    profiles.set(track, profile)
    for (const key of profile.keys) {
      const sharing = withKey.get(key)
      if (sharing === undefined) withKey.set(key, [track])
      else sharing.push(track)
    }
  }
  return { profiles, withKey }
}

const likePairs = async <Gone extends Appearance, Found extends Appearance>(
  gone: Folded<Gone>,
  found: Folded<Found>,
  nextTurn: NextTurn,
): Promise<readonly Pair<Gone, Found>[]> => {
  const pairs: Pair<Gone, Found>[] = []
  const sharing = (key: string): readonly Gone[] => {
    const candidates = gone.withKey.get(key) ?? []
    return Math.max(candidates.length, found.withKey.get(key)?.length ?? 0) > mostSharing ? [] : candidates
  }
  let compared = 0
  for (const [track, profile] of found.profiles) {
    if (++compared % comparedPerTurn === 0) await nextTurn()
    for (const candidate of new Set(profile.keys.flatMap(sharing))) {
      const before = gone.profiles.get(candidate)
      const sureness = before && surenessOf(before, profile)
      if (sureness !== undefined) pairs.push({ gone: candidate, found: track, sureness })
      if (++compared % comparedPerTurn === 0) await nextTurn()
    }
  }
  return pairs
}
