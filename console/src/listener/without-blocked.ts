import type { Home, ListedTrack, Reason, ReleasePage, SearchAnswer, Slate, Track } from '@segue/client'
import type { Target } from '../segue.ts'

/** As the server lists it: a block on a tag holds for each of its spellings. */
export type Blocked = Target & { readonly spellings?: readonly string[] | undefined }

/** True where the block is one of this very thing. */
export const isBlockOf = ({ kind, id, spellings }: Blocked, target: Target): boolean =>
  kind === target.kind && (id === target.id || spellings?.includes(target.id) === true)

/**
 * Takes what a block covers out of answers already on the page, so that it is gone at once and not when the
 * server has answered again. The rule is the server's: the track itself, any credit, guests included, any tag.
 */
export const covers = (target: Blocked, track: Track): boolean => {
  if (target.kind === 'track') return track.id === target.id
  if (target.kind === 'tag') return track.tags.some((tag) => isBlockOf(target, { kind: 'tag', id: tag }))
  return [...track.artists, ...track.featured].some((artist) => artist.id === target.id)
}

const keepItems = <Part extends Pick<Slate, 'items'>>(part: Part, target: Target): Part => ({
  ...part,
  items: part.items.filter(({ track }) => !covers(target, track)),
})

export const slateWithout = (slate: Slate, target: Target): Slate => keepItems(slate, target)

export const homeWithout = (home: Home, target: Target): Home => ({
  ...home,
  shelves: home.shelves.map((shelf) => keepItems(shelf, target)),
})

export const searchWithout = (answer: SearchAnswer, target: Target): SearchAnswer => {
  const tracks = answer.tracks.filter((track) => !covers(target, track))
  return {
    ...answer,
    tracks,
    artists: answer.artists.filter(({ id }) => target.kind !== 'artist' || id !== target.id),
    tags: answer.tags.filter(({ tag }) => target.kind !== 'tag' || tag !== target.id),
    hiddenByBlocks: answer.hiddenByBlocks + answer.tracks.length - tracks.length,
  }
}

/** What an entry may still say of itself: no reason that names what was blocked, or a track that went (`gone`, by id). */
export const reasonOf = (
  { reason }: { readonly reason?: Reason | undefined },
  targets: readonly Target[],
  gone: readonly string[],
): Reason | undefined => {
  if (reason === undefined) return undefined
  const { trackId, artistId, tag } = reason
  const named = [
    ...(trackId === undefined ? [] : [{ kind: 'track', id: trackId } as const]),
    ...(artistId === undefined ? [] : [{ kind: 'artist', id: artistId } as const]),
    ...(tag === undefined ? [] : [{ kind: 'tag', id: tag } as const]),
  ]
  const names = (target: Target) => named.some((one) => isBlockOf(target, one))
  return (trackId !== undefined && gone.includes(trackId)) || targets.some(names) ? undefined : reason
}

/** Lists that show all there is keep what was blocked, and mark it. */
const marked = (track: ListedTrack, target: Target): ListedTrack =>
  track.ruledOut === undefined && covers(target, track)
    ? { ...track, ruledOut: { by: `${target.kind}-blocked` } }
    : track

export const releaseMarked = (release: ReleasePage, target: Target): ReleasePage => ({
  ...release,
  trackList: release.trackList.map((row) => ({ ...row, track: marked(row.track, target) })),
})

export const tracksMarked = <Page extends { readonly tracks: readonly ListedTrack[] }>(
  page: Page,
  target: Target,
): Page => ({ ...page, tracks: page.tracks.map((track) => marked(track, target)) })
