import type { Reason } from './answers.ts'
import { type Found, viaOf } from './candidate.ts'
import type { OnShelf } from './home/shelf-plan.ts'
import type { Facts } from './hydrators/facts.ts'
import type { Similarity } from './hydrators/similarity.ts'
import type { Taste } from './hydrators/taste.ts'
import type { CommonQuery, Leading } from './query.ts'

/**
 * The one-line reason for a track. True by construction: each sentence states evidence that was read for this very
 * track and can be counted again; scores only choose which of the true sentences speaks.
 */
type Candidate = Found & Facts & Partial<Taste & Similarity>

/** What of a query a sentence may depend on. */
export type Explained = Pick<CommonQuery, 'surface'> & Pick<Leading, 'session'> & OnShelf

export const reasonFor = (query: Explained, candidate: Candidate): Reason => {
  let best: Reason = { code: 'explore', text: 'From the catalogue' }
  let most = Number.NEGATIVE_INFINITY
  tellFacts(query, candidate, (weight, code, text, about) => {
    if (weight <= most) return
    most = weight
    best = { code, text, ...about }
  })
  return best
}

/** Of those that weigh the same, the one that is told first speaks. */
type Tell = (weight: number, code: Reason['code'], text: string, about?: Partial<Reason>) => void

const tellFacts = (query: Explained, candidate: Candidate, tell: Tell): void => {
  const { via, evidence } = candidate
  if (evidence === undefined) return
  const { after, near, shared, artist, tag } = evidence
  if (after) {
    const text = `Often played after “${after.title}”`
    tell(1 + (candidate.after ?? 0), 'played-after', text, { trackId: after.id })
  }
  if (near)
    tell(candidate.sound ?? 0, 'sounds-like', `Close in style to “${near.title}”`, { trackId: near.id })
  // Who asks for what is like a track wants to know what is alike, before anything of themselves.
  if (shared && !near && !after)
    tell(2, 'shares-tag', `Tagged ${shared.tag}, like “${shared.title}”`, {
      trackId: shared.id,
      tag: shared.tag,
    })
  const artistTaste = candidate.artistTaste ?? 0.1
  if (artist && artistTaste > 0.05) {
    const text = artist.often ? `You play ${artist.name}` : `You have played ${artist.name}`
    tell(0.3 + artistTaste, 'artist-you-play', text, { artistId: artist.id })
  }
  const tagTaste = candidate.tagTaste ?? 0.1
  if (tag !== undefined && tagTaste > 0.05)
    tell(0.1 + tagTaste / 2, 'tag-you-play', `You play ${tag}`, { tag })
  tellHeard(query, candidate, tell)
  tellSeed(query, candidate, tell)
  if ((via & viaOf('new-releases')) !== 0) tell(0.25, 'new-release', 'Among the newest in the catalogue')
  if (evidence.playedHere) tell(0.15, 'popular', 'Often played here')
  if (evidence.unheard) tell(0.05, 'explore', 'Something you have not heard here yet')
}

const tellHeard = ({ shelf }: Explained, { evidence }: Candidate, tell: Tell) => {
  // On the shelf of what was played before, that is the reason; elsewhere it is one among others.
  const again = shelf?.from === 'again' ? 2 : 0
  if (evidence?.liked) tell(1.6 + again, 'liked-before', 'You liked this')
  else if (evidence?.daysSincePlayed !== undefined) {
    tell(0.6 + again, 'heard-before', `You last played this ${daysAgo(evidence.daysSincePlayed)}`)
  }
}

const tellSeed = ({ session }: Explained, { track }: Candidate, tell: Tell) => {
  if (session === undefined) return
  const { kind, id } = session.seed
  if (kind === 'tag' && track.tags.includes(id)) tell(1.2, 'seed-tag', `From your ${id} session`, { tag: id })
  if (kind !== 'artist') return
  const isBy = track.artists.some((artist) => artist.id === id)
  if (isBy) tell(1.2, 'seed-artist', 'By the artist this session began with', { artistId: id })
  else if (track.featured.some((artist) => artist.id === id)) {
    tell(1.2, 'seed-artist', 'With the artist this session began with', { artistId: id })
  }
}

/** Whole days that have passed: midnight is elsewhere for everybody, so nothing is said to be yesterday's. */
export const daysAgo = (days: number): string => {
  if (days < 1) return 'within a day'
  if (days < 2) return 'a day ago'
  return days < 60 ? `${Math.floor(days)} days ago` : `${Math.floor(days / 30)} months ago`
}
