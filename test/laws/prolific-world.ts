import { artistId, dayMs, instant, type Track } from '#domain'
import { generateWorld } from '#world'
import { now } from './small-world.ts'

/** A world with large and small artists: whoever spaces answers must space those of the largest. */
export const generateProlificWorld = (seed: string) => {
  const world = generateWorld({ tracks: 400, listeners: 20, days: 10, seed, endsAt: instant(now - dayMs) })
  const prolific = { id: artistId('prolific'), name: 'Prolific' }
  /** One artist has made a third of it, all of a kind: whatever is nearest to a track of theirs is theirs as well. */
  const tracks: readonly Track[] = world.tracks.map((track, number) =>
    number % 3 === 0 ? { ...track, artists: [prolific], tags: ['drone', 'dark'], energy: 0.1 } : track,
  )
  return { world, prolific, tracks }
}
