import { type FileTags, mainNameOf, nameKey, type ToldTags } from '#catalog'
import { creditsOf, type Track } from '#domain'

/**
 * What the tags of a file leave open and the others of its folder tell: whether "A/B" is one artist or two, and whose a
 * release is that names nobody. The trap is an answer that depends on which file came first, or on what an earlier scan
 * answered: it is given once all that tells anything was seen, by what tags say, and is the same for the same files.
 */
export interface OpenFile {
  /** Below the library folder, parted by `/`. */
  readonly file: string
  /** As read with what `tags` were told; absent for a file that was refused. */
  readonly track: Track
  readonly tags: FileTags
}

export interface FolderTags {
  add(one: OpenFile): void
  /** Once all of its folder were added, and all of the library where a name of it is open. */
  tell(one: OpenFile): ToldTags
}

interface OnRelease {
  readonly place: string | undefined
  readonly artist: string | undefined
}

/** Whose a release by many is called: as the album artist that such releases have. */
const many = 'Various Artists'

export const createFolderTags = (): FolderTags => {
  const alone = new Set<string>()
  const whole = new Set<string>()
  const releases = new Map<string, OnRelease[]>()

  /** Parted where each part is an artist of its own in another file, and none has the whole. */
  const isParted = (name: string): boolean =>
    !whole.has(slashKey(name)) && partsOf(name).every((part) => alone.has(nameKey(mainNameOf(part))))

  const isTold = (one: OpenFile): string | undefined => {
    const on = releases.get(releaseKey(one)) ?? []
    const owner = ownerOf(on)
    const own = one.track.artists[0]?.name
    return owner === undefined || (own !== undefined && nameKey(own) === nameKey(owner)) ? undefined : owner
  }

  return {
    add(one) {
      const { track, tags } = one
      const open = new Set(tags.slashed?.flatMap((name) => [name, ...partsOf(name)]).map(nameKey))
      for (const { name } of creditsOf(track)) {
        const key = nameKey(name)
        if (open.has(key)) continue
        if (name.includes('/')) whole.add(slashKey(name))
        else alone.add(key)
      }
      for (const name of tags.whole ?? []) whole.add(slashKey(name))
      if (!tags.isReleaseOpen) return
      const { discNumber = 1, trackNumber } = track
      const place = trackNumber === undefined ? undefined : `${discNumber}/${trackNumber}`
      const known = releases.get(releaseKey(one)) ?? []
      releases.set(releaseKey(one), [...known, { place, artist: track.artists[0]?.name }])
    },
    tell(one) {
      const parted = one.tags.slashed?.filter(isParted) ?? []
      const owner = one.tags.isReleaseOpen ? isTold(one) : undefined
      return { ...(parted.length > 0 && { parted }), ...(owner !== undefined && { releaseBy: owner }) }
    },
  }
}

/** The blanks beside a slash say nothing: the tag library takes some away. */
const slashKey = (name: string): string => nameKey(mainNameOf(name).replace(/\s*\/\s*/g, '/'))

export const partsOf = (name: string): readonly string[] => name.split('/').map((part) => part.trim())

export const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)

const releaseKey = ({ file, track }: OpenFile): string =>
  `${folderOf(file)}\n${nameKey(track.release?.title ?? '')}`

/**
 * Whose tracks of one title in one folder are, where they are one release: each has a place of its own on it, and they are
 * by several. It is of whom most are by, or of many. Two records of one title would have their first tracks twice.
 */
const ownerOf = (on: readonly OnRelease[]): string | undefined => {
  const places = new Set(on.flatMap(({ place }) => place ?? []))
  if (places.size < on.length) return undefined
  const named = Map.groupBy(
    on.flatMap(({ artist }) => artist ?? []),
    nameKey,
  )
  if (named.size < 2) return undefined
  const most = [...named.values()].find((names) => names.length * 2 > on.length)
  // One artist in several cases is one all the same.
  return most === undefined ? many : most.toSorted()[0]
}
