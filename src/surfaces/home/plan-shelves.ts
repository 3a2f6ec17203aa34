import type { Instant, TrackKey } from '#domain'
import { isRuledOut } from '../hydrators/limits.ts'
import type { ShelfPlan } from '../query.ts'
import type { Reads } from '../reads.ts'
import { noTrack } from '../track-index.ts'

/**
 * Which shelves a home has, and the titles that say why. What the listener does comes first; what everybody
 * plays, what is new and what nobody has met yet follow, so that a listener without a history gets five
 * shelves as well. A shelf that finds too little is left out later. A title claims what was counted: nothing is
 * popular where nothing was played, and nothing is ordered for somebody of whom nothing is known.
 */
export const planShelves = (reads: Reads, asOf: Instant): ShelfPlan[] => {
  const tags = reads.listener?.topTags(2) ?? []
  return [
    ...favouriteShelves(reads),
    ...tags.map((tag) => tagShelf(tag, `More ${tag}`, `You play ${tag}`)),
    popularShelf(reads, asOf),
    { id: 'new', title: 'New here', why: 'Newly released, or added last', from: 'new' },
    ...crowdTags(reads, tags).map((tag) =>
      wasPlayed(reads, asOf, tag)
        ? tagShelf(tag, `Best of ${tag}`, `What people play most in ${tag}`)
        : tagShelf(tag, `Some ${tag}`, `Tagged ${tag} in the catalogue`),
    ),
    {
      id: 'explore',
      title: 'Off the beaten track',
      why: 'Drawn from the whole catalogue, so every track can be met',
      from: 'explore',
    },
  ]
}

/** Whether anybody plays what stands first of everything, or of a tag; that nobody does would not show that nobody ever did. */
const wasPlayed = ({ models, crowd }: Reads, asOf: Instant, tag?: string): boolean =>
  models.popular(1, tag).some((key) => crowd.plays(key, asOf) > 0)

const popularShelf = (reads: Reads, asOf: Instant): ShelfPlan => ({
  id: 'popular',
  ...(wasPlayed(reads, asOf)
    ? { title: 'Popular right now', why: 'What everybody here plays most' }
    : { title: 'To begin with', why: 'From the catalogue' }),
  from: 'popular',
})

const favouriteShelves = (reads: Reads): ShelfPlan[] => {
  const { listener, catalog } = reads
  if (listener === undefined) return []
  const tracksOf = (keys: readonly TrackKey[]) =>
    keys.flatMap((key) => (isRuledOut(key, reads) ? [] : (catalog.byKey(key) ?? [])))
  const played = tracksOf(listener.mostPlayedKeys(20))
  const recent = tracksOf(listener.lastPlayedKeys(20))
  const [favourite] = played
  const last = recent.find((track) => track !== favourite)
  const because = (id: string, track: (typeof played)[number] | undefined, why: string): ShelfPlan[] =>
    track === undefined
      ? []
      : [{ id, title: `Because you played “${track.title}”`, why, from: 'similar-to', trackKey: track.key }]
  return [
    ...because('because-last', last, 'Nearest in style to what you played lately'),
    ...(played.length < 3
      ? []
      : [
          {
            id: 'again',
            title: 'Play it again',
            why: 'What you played most lately',
            from: 'again' as const,
          },
        ]),
    ...(listener.topArtists(1).length === 0
      ? []
      : [
          {
            id: 'artists',
            title: 'From artists you play',
            why: 'By artists whose tracks you have played',
            from: 'artists' as const,
          },
        ]),
    ...because('because-favourite', favourite, 'Nearest in style to what you played most lately'),
  ]
}

/** Two telling tags with many tracks that the listener's own shelves don't show yet. */
const crowdTags = ({ catalog, index, listener }: Reads, shown: readonly string[]): string[] => {
  const telling = (tag: string) => (index.tagWeights[index.tagNumbers.get(tag) ?? 0] ?? 0) > 0
  const common = catalog
    .tags()
    .filter(({ tag }) => telling(tag))
    .slice(0, 12)
  const free = common.filter(
    ({ tag }) => !shown.includes(tag) && !listener?.blocks.tags.has(index.tagNumbers.get(tag) ?? noTrack),
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
