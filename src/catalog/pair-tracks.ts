import type { NextTurn } from './in-slices.ts'
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
  const all = await likePairs(await folded(gone, nextTurn), await folded(found, nextTurn), nextTurn)
  const pairs = new Map<Found, Gone>()
  const settled = new Set<Appearance>()
  for (const equallySure of bySureness(all)) {
    const open = equallySure.filter(({ gone, found }) => !settled.has(gone) && !settled.has(found))
    const uses = new Map<Appearance, number>()
    for (const track of open.flatMap(({ gone, found }) => [gone, found]))
      uses.set(track, (uses.get(track) ?? 0) + 1)
    for (const { gone, found } of open) {
      if (uses.get(gone) === 1 && uses.get(found) === 1) pairs.set(found, gone)
      settled.add(gone).add(found)
    }
  }
  return pairs
}

interface Pair<Gone, Found> {
  readonly gone: Gone
  readonly found: Found
  readonly sureness: number
}

/** Surest first, the equally sure together. */
const bySureness = <Gone, Found>(
  pairs: readonly Pair<Gone, Found>[],
): readonly (readonly Pair<Gone, Found>[])[] =>
  [...Map.groupBy(pairs, ({ sureness }) => sureness)]
    .toSorted(([one], [other]) => other - one)
    .map(([, equallySure]) => equallySure)

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
): Promise<Folded<One>> => {
  const profiles = new Map<One, Profile>()
  const withKey = new Map<string, One[]>()
  for (const track of tracks) {
    const profile = profileOf(track)
    profiles.set(track, profile)
    for (const key of profile.keys) {
      const sharing = withKey.get(key)
      if (sharing === undefined) withKey.set(key, [track])
      else sharing.push(track)
    }
    if (profiles.size % comparedPerTurn === 0) await nextTurn()
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
    for (const candidate of new Set(profile.keys.flatMap(sharing))) {
      const before = gone.profiles.get(candidate)
      const sureness = before && surenessOf(before, profile)
      if (sureness !== undefined) pairs.push({ gone: candidate, found: track, sureness })
      if (++compared % comparedPerTurn === 0) await nextTurn()
    }
  }
  return pairs
}
