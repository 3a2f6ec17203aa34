import type { TrackKey } from '#domain'
import { newest } from '../candidate-generation/new-releases.ts'
import { isRuledOut } from '../hydrators/eligibility.ts'
import type { ModelReads, Reads } from '../reads.ts'
import { noTrack } from '../track-index.ts'
import type { ShelfPlan } from './shelf-plan.ts'

/**
 * Which shelves a home has, and the titles that say why. What the listener does comes first; what everybody
 * plays, what is new and what nobody has met yet follow, so that a listener without a history gets four
 * shelves or more. A shelf that finds too little is left out later, as in a catalogue too small to fill them. A title claims what was counted: nothing is
 * popular of which no plays were counted, and nothing is ordered for somebody of whom nothing is known.
 */
export const planShelves = (reads: Reads): ShelfPlan[] => {
  const { listener, models } = reads
  const tags = listener?.topTags(2) ?? []
  const { added } = newest(models)
  return [
    ...favouriteShelves(reads),
    ...tags.map((tag) => tagShelf(tag, `More ${tag}`, `You play ${tag}`)),
    popularShelf(models),
    {
      id: 'new',
      title: 'New here',
      why:
        added.length === 0 ? 'The newest by date of release' : 'The newest by date of release, or added last',
      from: 'new',
    },
    ...crowdTags(reads, tags).map((tag) => popularInTag(tag, models)),
    {
      id: 'explore',
      title: 'Off the beaten track',
      why: 'Drawn from the whole catalogue, so every track can be met',
      from: 'explore',
    },
  ]
}

/** From so many on, what was played fills a shelf, and a list of that length is one of the most played. */
const enoughPlayed = 12
const mostPlayed = 40

const popularShelf = (models: ModelReads): ShelfPlan => {
  const { length } = models.mostPlayed()
  // That too few plays were counted does not show that nobody played: nothing is said of it.
  if (length < enoughPlayed)
    return { id: 'popular', title: 'To begin with', why: 'From the catalogue', from: 'popular' }
  const why =
    length < mostPlayed
      ? 'Played by people here'
      : `From the ${mostPlayed} most played here, recent plays counting more`
  return { id: 'popular', title: 'Popular here', why, from: 'most-played' }
}

const popularInTag = (tag: string, models: ModelReads): ShelfPlan => {
  const { length } = models.mostPlayed(tag)
  if (length < enoughPlayed) return tagShelf(tag, `Some ${tag}`, `Tagged ${tag} in the catalogue`)
  const why =
    length < mostPlayed
      ? `Played by people here, and tagged ${tag}`
      : `From the ${mostPlayed} most played in ${tag}, recent plays counting more`
  return { ...tagShelf(tag, `Popular in ${tag}`, why), from: 'most-played' }
}

const favouriteShelves = (reads: Reads): ShelfPlan[] => {
  const { listener, catalog } = reads
  if (listener === undefined) return []
  const tracksOf = (keys: readonly TrackKey[]) =>
    keys.flatMap((key) => (isRuledOut(key, reads) ? [] : (catalog.byKey(key) ?? [])))
  const played = tracksOf(listener.mostPlayedKeys(20))
  const recent = tracksOf(listener.lastPlayedKeys(20))
  const [favourite] = played
  const last = recent.find((track) => track !== favourite)
  const because = (id: string, track: (typeof played)[number] | undefined): ShelfPlan[] => {
    if (track === undefined) return []
    const title = `Because you played “${track.title}”`
    return [{ id, title, why: 'Nearest to it in style', from: 'similar-to', trackKey: track.key }]
  }
  return [
    ...because('because-last', last),
    ...(played.length < 3
      ? []
      : [
          {
            id: 'again',
            title: 'Play it again',
            why: 'You have played each of these',
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
    ...because('because-favourite', favourite),
  ]
}

/**
 * Tags that the listener's own shelves don't show yet. Those near the listener's taste come first: on twice as much of
 * what the listener plays as of the catalogue, or more. A word that is on a lot of everything is never that. The
 * others come by how much they tell: weight³ is highest for a tag on a twentieth of the catalogue, for what is on very
 * much tells as little as what is on hardly anything.
 */
const crowdTags = ({ catalog, index, listener }: Reads, shown: readonly string[]): string[] => {
  const plays = listener?.playsThere ?? 0
  const worth = catalog.tags().flatMap(({ tag, tracks }) => {
    const number = index.tagNumbers.get(tag) ?? noTrack
    const weight = index.tagWeights[number] ?? 0
    const isOwn = shown.includes(tag) || listener?.blocks.tags.has(number)
    if (weight <= 0 || tracks < leastTracks || isOwn) return []
    const heard = plays > 0 ? (listener?.tagPlays[number] ?? 0) / plays : 0
    const lift = (heard * catalog.size) / tracks
    return [{ tag, near: lift < 2 ? 0 : heard * Math.log(lift), telling: tracks * weight ** 3 }]
  })
  worth.sort((a, b) => b.near - a.near || b.telling - a.telling)
  return worth.slice(0, Math.max(0, 2 - shown.length) + 1).map(({ tag }) => tag)
}
const leastTracks = 3

const tagShelf = (tag: string, title: string, why: string): ShelfPlan => ({
  id: `tag-${tag}`,
  title,
  why,
  from: 'tag',
  tag,
})
