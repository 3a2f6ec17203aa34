import type { Home, SearchAnswer, Slate, Track } from '@segue/client'
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
