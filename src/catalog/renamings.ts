import { type ArtistId, artistId, type Track, type TrackId, type TrackKey } from '#domain'
import type { StoredTrack } from './catalog-store.ts'
import type { Target } from './find-target.ts'
import {
  comparing,
  type FormerName,
  type FormerNames,
  formerNames,
  isInPlace,
  type Named,
} from './former-names.ts'
import type { NextTurn } from './in-slices.ts'
import { count } from './key-lists.ts'
import { createNameLinks, type NameLink, type NameLinks, nodeOf } from './name-links.ts'

/**
 * What artists and tags were called before. An id is made of the name, so a spelling that is mended in a table or in
 * files gives every track another artist, and what was said of the old one would hold for nobody. Three things are
 * kept, which are not the same:
 *
 * - Each track's former names (`former-names.ts`). What was said of one of them goes on to hold for this track. Nothing that is
 *   counted elsewhere can end that, and it reaches no other track.
 * - Which names are spellings of one, so that it holds for tracks that come later, too. A wrong link hides all music of another:
 *   "Moby" and "Toby" are as much alike as a name and its misspelling. So a name that is spelt much like another is one with it when
 *   nine in ten of all tracks that have or had the one have the other now, which was new then, or has most of its tracks from
 *   names that it was not. Withdrawn tracks count as well. It is decided when tracks come and kept: a stray file
 *   with the old spelling says nothing about what was one before. Names that are not alike are never one: a column that
 *   was wrong for a day would make one artist of all.
 * - What an id of a source's own was called before its name changed in place. It leads from the id to those who have that name
 *   today and no further, and takes no part in what is counted.
 */
export interface Renamings {
  /**
   * Of tracks that come, what they were called until now: of each where that is not as it was told already, all of it. Of those
   * that are settled it is known that they are the ones of before.
   */
  of(
    tracks: readonly Track[],
    settled: ReadonlySet<TrackId>,
    told: ReadonlyMap<TrackKey, FormerNames>,
    nextTurn: NextTurn,
  ): Promise<readonly FormerNames[]>
  take(all: Iterable<FormerNames>): void
  /** Decides about the names of what was taken since, and about these, which stand on other tracks than before; answers what is one since now. */
  settle(artists: Iterable<string>, tags: Iterable<string>): readonly NameLink[]
  /** Those that were decided before. */
  link(links: Iterable<NameLink>): void
  /** Decided, and not stored yet. */
  unstored(): readonly NameLink[]
  /** Those that were handed out before. */
  stored(links: readonly NameLink[]): void
  alsoCalled(target: Target): readonly string[]
  readonly linkedSo: NameLinks['linkedSo']
  calledNow(artist: ArtistId): ArtistId
  formerArtists(): FormerArtists
  formerNames(key: TrackKey): readonly FormerName[]
  /** Tracks that were called so and for which it holds what is said of it; withdrawn ones among them. */
  formerly(target: Target): Iterable<TrackKey>
}

/** What artists were called, by id. */
export interface FormerArtists {
  /** Of those that left a track, their names on it, the latest last. */
  readonly left: ReadonlyMap<string, ReadonlySet<string>>
  /** Of those that are on their tracks still, under other names. */
  readonly stayed: ReadonlyMap<string, ReadonlySet<string>>
}

interface Names {
  readonly before: (id: Track['id']) => StoredTrack | undefined
  readonly foldedTag: (tag: string) => string
  /** How many tracks have a name, withdrawn ones among them; a tag as folded. */
  readonly tracksOf: (name: Named & { readonly id: string }) => number
  readonly isCredited: (artist: ArtistId) => boolean
  readonly mostLinks: () => number
}

/** In one turn of the event loop: some milliseconds. */
const mostCompared = 256

/** Nine in ten of those who have or had the old name. */
const mostOf = 0.9

/** Tracks that went from one name to another. */
interface Pair {
  readonly link: NameLink
  readonly tracks: number
  /** Of them, those to whom it was new. */
  readonly fresh: number
}

export const createRenamings = ({ before, foldedTag, tracksOf, isCredited, mostLinks }: Names): Renamings => {
  const formers = new Map<TrackKey, readonly FormerName[]>()
  const pairs = new Map<string, Pair>()
  /** By each of its two names, the pairs that it is in. */
  const touching = new Map<string, Set<string>>()
  /** How many tracks had a name and have it no more, and how many have one in the place of another. */
  const left = new Map<string, number>()
  const came = new Map<string, number>()
  /** Which had it, and are still judged by it. */
  const followed = new Map<string, Set<TrackKey>>()
  /** Gone through all tracks for, when somebody asks after a change. */
  let artists: FormerArtists | undefined
  const links = createNameLinks()
  const unstored: NameLink[] = []
  /** Whose counts have changed since it was decided about them. */
  const unsettled = new Set<string>()

  const countPair = ({ kind, was, now, isNew }: FormerName, change: number): void => {
    if (now === undefined) return
    const key = `${kind}\n${was}\n${now}`
    const known = pairs.get(key) ?? { link: { kind, was, now }, tracks: 0, fresh: 0 }
    const counted = {
      ...known,
      tracks: known.tracks + change,
      fresh: known.fresh + (isNew ? change : 0),
    }
    if (counted.tracks > 0) pairs.set(key, counted)
    else pairs.delete(key)
    for (const node of [nodeOf(kind, was), nodeOf(kind, now)]) {
      put(touching, node, key, counted.tracks > 0)
      unsettled.add(node)
    }
  }

  const countNames = (key: TrackKey, names: readonly FormerName[], change: 1 | -1): void => {
    const own = names.filter((one) => one.song === undefined && !isInPlace(one))
    for (const one of own) {
      const node = nodeOf(one.kind, one.was)
      count(left, node, change)
      unsettled.add(node)
      if (one.holds) put(followed, node, key, change === 1)
      countPair(one, change)
    }
    const places = own.flatMap(({ kind, now }) => (now === undefined ? [] : nodeOf(kind, now)))
    for (const node of new Set(places)) count(came, node, change)
  }

  const isOne = ({ link: { kind, was, now }, tracks, fresh }: Pair): boolean => {
    const have = tracksOf({ kind, id: was }) + (left.get(nodeOf(kind, was)) ?? 0)
    if (tracks < mostOf * have) return false
    return fresh > 0 || 2 * (came.get(nodeOf(kind, now)) ?? 0) > tracksOf({ kind, id: now })
  }

  const isNew = ({ kind, id }: Named & { readonly id: string }): boolean => tracksOf({ kind, id }) === 0

  const alsoCalled = ({ kind, id }: Target): readonly string[] =>
    kind === 'track' ? [] : links.around(kind, kind === 'tag' ? foldedTag(id) : id)

  return {
    async of(tracks, settled, told, nextTurn) {
      const compare = comparing()
      let compared = 0
      const isRespelt = (was: string, now: string): boolean => {
        compared += 1
        return compare(was, now)
      }
      const found: FormerNames[] = []
      // Of a track that is sent twice, what it is in the end.
      for (const track of new Map(tracks.map((one) => [one.id, one])).values()) {
        const had = before(track.id)
        if (had === undefined) continue
        const known = formers.get(had.key) ?? []
        const naming = { foldedTag, isRespelt, isNew }
        const names = formerNames(known, had, track, naming, settled.has(track.id))
        if (names !== (told.get(had.key)?.names ?? known)) found.push({ key: had.key, names })
        if (compared < mostCompared) continue
        compared = 0
        await nextTurn()
      }
      return found
    },
    take(all) {
      artists = undefined
      for (const { key, names } of all) {
        countNames(key, formers.get(key) ?? [], -1)
        countNames(key, names, 1)
        if (names.length > 0) formers.set(key, names)
        else formers.delete(key)
      }
    },
    settle(people, tags) {
      for (const id of people) unsettled.add(nodeOf('artist', id))
      for (const id of tags) unsettled.add(nodeOf('tag', id))
      const before = unstored.length
      for (const node of unsettled)
        for (const key of touching.get(node) ?? []) {
          const pair = pairs.get(key)
          if (pair === undefined || links.has(pair.link) || !isOne(pair)) continue
          links.add(pair.link)
          unstored.push(pair.link)
        }
      unsettled.clear()
      links.keep(mostLinks())
      return unstored.slice(before)
    },
    link(all) {
      for (const link of all) links.add(link)
    },
    unstored: () => unstored.slice(),
    stored(all) {
      unstored.splice(0, all.length)
    },
    alsoCalled,
    linkedSo: links.linkedSo,
    calledNow: (id) =>
      isCredited(id) ? id : (alsoCalled({ kind: 'artist', id }).map(artistId).find(isCredited) ?? id),
    formerArtists() {
      artists ??= artistsAmong(formers.values())
      return artists
    },
    formerNames: (key) => formers.get(key) ?? none,
    formerly: ({ kind, id }) =>
      (kind !== 'track' && followed.get(nodeOf(kind, kind === 'tag' ? foldedTag(id) : id))) || [],
  }
}

const none: readonly FormerName[] = []

const artistsAmong = (all: Iterable<readonly FormerName[]>): FormerArtists => {
  const left = new Map<string, Set<string>>()
  const stayed = new Map<string, Set<string>>()
  for (const names of all)
    for (const one of names) {
      if (one.kind === 'artist') put(isInPlace(one) ? stayed : left, one.was, one.name, true)
    }
  return { left, stayed }
}

const put = <Value>(lists: Map<string, Set<Value>>, at: string, value: Value, isIn: boolean): void => {
  const list = lists.get(at)
  if (isIn && list) list.add(value)
  else if (isIn) lists.set(at, new Set([value]))
  else if (list?.delete(value) && list.size === 0) lists.delete(at)
}
