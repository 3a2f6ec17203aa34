import type { Home, SearchAnswer, Slate, Track } from '@segue/client'
import type { Target } from '../segue.ts'

/**
 * Takes what a block covers out of answers already on the page, so that it is gone at once and not when the
 * server has answered again. The rule is the server's: the track itself, any credit, guests included, any tag.
 */
export const covers = (target: Target, track: Track): boolean => {
  if (target.kind === 'track') return track.id === target.id
  if (target.kind === 'tag') return track.tags.includes(target.id)
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
