import type { Reason } from './answers.ts'
import { type Found, viaOf } from './candidate.ts'
import type { Facts } from './hydrators/facts.ts'
import type { History } from './hydrators/history.ts'
import type { Nearness } from './hydrators/nearness.ts'
import type { Taste } from './hydrators/taste.ts'
import type { KeptQuery } from './query.ts'

/**
 * The one-line reason for a track. True by construction: each sentence is written only when the fact it
 * states was read for this very candidate, and the strongest such fact speaks.
 */
type Explained = Found & Facts & Partial<History & Taste & Nearness>

export const reasonFor = (query: KeptQuery, candidate: Explained): Reason => {
  const facts = factsOf(query, candidate)
  let [best] = facts
  for (const fact of facts) if (best === undefined || fact.weight > best.weight) best = fact
  return best?.reason ?? { code: 'explore', text: 'From the catalogue' }
}

interface Fact {
  readonly weight: number
  readonly reason: Reason
}

const factsOf = (query: KeptQuery, candidate: Explained): Fact[] => {
  const { track, cause, via } = candidate
  const cameFrom = (source: Parameters<typeof viaOf>[0]) => (via & viaOf(source)) !== 0
  const told: Fact[] = []
  const tell = (weight: number, code: Reason['code'], text: string, about: Partial<Reason> = {}) =>
    told.push({ weight, reason: { code, text, ...about } })

  if (cause && cameFrom('played-after')) {
    tell(1 + (candidate.after ?? 0), 'played-after', `Often played after “${cause.title}”`, {
      trackId: cause.id,
    })
  }
  if (cause && cameFrom('sounds-like')) {
    tell(candidate.sound ?? 0, 'sounds-like', `Close in style to “${cause.title}”`, { trackId: cause.id })
  } else if (cameFrom('sounds-like')) {
    tell((candidate.sound ?? 0) / 2, 'sounds-like', 'Close in style to what you just heard')
  }
  const [artist] = track.artists
  if (artist && (candidate.artistTaste ?? 0) > 0.05) {
    tell(0.3 + (candidate.artistTaste ?? 0), 'artist-you-play', `You play ${artist.name}`, {
      artistId: artist.id,
    })
  }
  const tag = candidate.bestTag === undefined ? undefined : track.tags[candidate.bestTag - 1]
  if (tag !== undefined && (candidate.tagTaste ?? 0) > 0.05) {
    tell(0.1 + (candidate.tagTaste ?? 0) / 2, 'tag-you-play', `You play ${tag}`, { tag })
  }
  // On the shelf of what was heard before, that is the reason; elsewhere it is one among others.
  const again = query.shelf?.from === 'again' ? 2 : 0
  if ((candidate.rating ?? 0) > 0) tell(1.6 + again, 'liked-before', 'You liked this')
  else if ((candidate.daysSinceHeard ?? -1) >= 0 && (candidate.plays ?? 0) > 0.2) {
    tell(0.6 + again, 'heard-before', `You last played this ${daysAgo(candidate.daysSinceHeard ?? 0)}`)
  }
  if (cameFrom('seed')) tellSeed(query, tell, track.tags)
  if (cameFrom('new-releases')) tell(0.25, 'new-release', 'New in the catalogue')
  if (cameFrom('popular')) tell(0.15, 'popular', 'Widely played here')
  if (cameFrom('explore') && candidate.daysSinceHeard === -1) {
    tell(0.05, 'explore', 'Something you have not met here yet')
  }
  return told
}

const tellSeed = (
  { session }: KeptQuery,
  tell: (weight: number, code: Reason['code'], text: string, about?: Partial<Reason>) => void,
  tags: readonly string[],
) => {
  if (session?.seed.kind === 'tag' && tags.includes(session.seed.id)) {
    tell(1.2, 'seed-tag', `From your ${session.seed.id} session`, { tag: session.seed.id })
  }
  if (session?.seed.kind === 'artist') {
    tell(1.2, 'seed-artist', 'By the artist this session began with', { artistId: session.seed.id })
  }
}

const daysAgo = (days: number): string => {
  if (days < 1) return 'today'
  if (days < 2) return 'yesterday'
  return days < 60 ? `${Math.floor(days)} days ago` : `${Math.floor(days / 30)} months ago`
}
