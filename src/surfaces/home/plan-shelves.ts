import type { TrackKey } from '#domain'
import { isRuledOut } from '../hydrators/limits.ts'
import type { ShelfPlan } from '../query.ts'
import type { Reads } from '../reads.ts'
import { noTrack } from '../track-index.ts'

/**
 * Which shelves a home has, and the titles that say why. What the listener does comes first; what everybody
 * plays, what is new and what nobody has met yet follow, so that a listener without a history gets five
 * shelves as well. A shelf that finds too little is left out later.
 */
export const planShelves = (reads: Reads): ShelfPlan[] => {
  const tags = reads.listener?.topTags(2) ?? []
  return [
    ...favouriteShelves(reads),
    ...tags.map((tag) => tagShelf(tag, `More ${tag}`, 'Among the tags you play most')),
    { id: 'popular', title: 'Popular right now', why: 'What everybody here plays most', from: 'popular' },
    { id: 'new', title: 'New here', why: 'The newest in the catalogue, ordered for you', from: 'new' },
    ...crowdTags(reads, tags).map((tag) =>
      tagShelf(tag, `Best of ${tag}`, `What people play most in ${tag}`),
    ),
    {
      id: 'explore',
      title: 'Off the beaten track',
      why: 'Drawn from the whole catalogue, so every track can be met',
      from: 'explore',
    },
  ]
}

const favouriteShelves = (reads: Reads): ShelfPlan[] => {
  const { listener, catalog } = reads
  if (listener === undefined) return []
  const tracksOf = (keys: readonly TrackKey[]) =>
    keys.flatMap((key) => (isRuledOut(key, reads) ? [] : (catalog.byKey(key) ?? [])))
  const played = tracksOf(listener.mostPlayedKeys(20))
  const recent = tracksOf(listener.recentKeys(20))
  const [favourite] = played
  const last = recent.find((track) => track !== favourite)
  const because = (id: string, track: (typeof played)[number] | undefined, why: string): ShelfPlan[] =>
    track === undefined
      ? []
      : [{ id, title: `Because you played “${track.title}”`, why, from: 'similar-to', trackKey: track.key }]
  return [
    ...because('because-last', last, 'Close in style to what you heard last'),
    ...(played.length < 3
      ? []
      : [
          {
            id: 'again',
            title: 'Play it again',
            why: 'What you played most lately, rested a little',
            from: 'again' as const,
          },
        ]),
    ...(listener.topArtists(1).length === 0
      ? []
      : [
          {
            id: 'artists',
            title: 'From artists you play',
            why: 'More by the artists you come back to',
            from: 'artists' as const,
          },
        ]),
    ...because('because-favourite', favourite, 'Close in style to the track you play most'),
  ]
}

/** Tags that say what a release is, not what it sounds like. */
const formats = new Set(['compilation', 'mix', 'live', 'radioshow', 'single', 'album', 'ep'])

/** Two tags with many tracks that the listener's own shelves don't show yet. */
const crowdTags = ({ catalog, index, listener }: Reads, shown: readonly string[]): string[] => {
  const common = catalog.tags().slice(0, 12)
  const free = common.filter(
    ({ tag }) =>
      !shown.includes(tag) &&
      !formats.has(tag) &&
      !listener?.blocks.tags.has(index.tagNumbers.get(tag) ?? noTrack),
  )
  return free.slice(0, Math.max(0, 2 - shown.length) + 1).map(({ tag }) => tag)
}

const tagShelf = (tag: string, title: string, why: string): ShelfPlan => ({
  id: `tag-${tag}`,
  title,
  why,
  from: 'tag',
  tag,
})
