import { nobody } from '../data-sets/sessions.ts'
import { levelInPlays, levelInTime } from '../repeat-plays/repeat-plays.ts'
import { type Candidate, candidateIn, followedTheLastTwo, partOf, placeBy } from './candidate.ts'
import type { Situation } from './situation.ts'

/**
 * Numbers about one candidate, by which the ranking chooses. Of a choice only what tells its candidates apart is of use, so
 * what describes the session stands in products: with what was heard in it, with what was heard last, with what is by
 * the artist of the last play.
 */
type Feature = readonly [name: string, of: (candidate: Candidate) => number]

const { log, log1p } = Math

const ofRepeats: readonly Feature[] = [
  ['heard', ({ heard }) => heard],
  ['heard·distance', ({ heard, length, positions }) => heard && log1p(length - (positions.at(-1) ?? 0))],
  ['heard·level', ({ heard, situation, item }) => heard && log(levelInPlays(situation.session, item))],
  ['heard·level in time', ({ heard, situation, item }) => heard && log(levelInTime(situation.session, item))],
  ['heard·times', ({ heard, positions }) => heard && log(positions.length)],
  ['heard·repeats', ({ heard, situation, length }) => (heard * situation.session.repeats) / length],
  ['heard·again', ({ heard, situation, length }) => (heard * situation.session.again) / length],
  ['heard·length', ({ heard, length }) => heard * log1p(length)],
  ['heard·loop', ({ heard, situation }) => heard * log1p(situation.loop)],
  ['last', ({ isLast }) => isLast],
  ['last·again', ({ isLast, situation, length }) => (isLast * situation.session.again) / length],
  ['last·length', ({ isLast, length }) => isLast * log1p(length)],
  ['last·loop', ({ isLast, situation }) => isLast * log1p(situation.loop)],
  ['last·at once', ({ isLast, situation, length }) => (isLast * situation.session.twiceAtOnce) / length],
  [
    'last·at once·again just now',
    ({ isLast, situation, length }) =>
      situation.loop === 1 ? (isLast * situation.session.twiceAtOnce) / length : 0,
  ],
  [
    'followed the last',
    ({ situation, item }) => log1p(situation.session.followers.get(situation.last.item)?.get(item) ?? 0),
  ],
  ['followed the last two', (candidate) => (followedTheLastTwo(candidate) ? 1 : 0)],
  ['heard before', ({ situation, item }) => log1p(situation.heardBefore.get(item) ?? 0)],
]

const ofArtists: readonly Feature[] = [
  ['same', ({ same }) => same],
  ['same·run', ({ same, situation }) => same * log1p(situation.session.run)],
  ['same·changes', ({ same, situation, length }) => (same * situation.session.changes) / length],
  ['same·length', ({ same, length }) => same * log1p(length)],
  ['same·tracks', ({ same, tracks }) => same * log1p(tracks)],
  ['same·heard·run', ({ same, heard, situation }) => same * heard * log1p(situation.session.run)],
  ['same·heard·length', ({ same, heard, length }) => same * heard * log1p(length)],
  ['same·heard·tracks', ({ same, heard, tracks }) => same * heard * log1p(tracks)],
  ['share of artist', ({ share }) => share],
  ['log share of artist', ({ share }) => log(share + 0.01)],
  [
    'artist before last',
    ({ situation, artist }) => (artist !== nobody && situation.before?.artist === artist ? 1 : 0),
  ],
  [
    'artist follows',
    ({ situation, artist }) => situation.memories.artists.shareNext(situation.last.artist, artist),
  ],
  ['tracks of artist', ({ tracks }) => log1p(tracks)],
  ['plays of artist', ({ situation, artist }) => log1p(situation.memories.artists.playsOf(artist))],
  ['place with artist', ({ place }) => (place < 0 ? 0 : 1 / (1 + place))],
  ['sessions', ({ situation, item }) => log1p(situation.memories.artists.sessionsWith(item))],
]

const ofVotes: readonly Feature[] = [
  ['neighbours', ({ vote }) => log(vote + 0.01)],
  ['neighbours, of most', ({ votePart }) => votePart],
  ['neighbours, of all', ({ vote, situation }) => log(partOf(vote, situation.knn.votes.sum) + 0.001)],
  ['neighbours silent', ({ vote }) => (vote === 0 ? 1 : 0)],
  ['neighbours, place', ({ situation, item }) => placeBy(situation.knn, item)],
  ['heard·neighbours, of most', ({ heard, votePart }) => heard * votePart],
  ['heard·neighbours silent', ({ heard, vote }) => (vote === 0 ? heard : 0)],
  ['rules', ({ rule }) => log(rule + 0.01)],
  ['rules, of all', ({ rule, situation }) => log(partOf(rule, situation.rules.votes.sum) + 0.001)],
  ['rules, place', ({ situation, item }) => placeBy(situation.rules, item)],
  ['share next', ({ situation, item }) => situation.memories.rules.shareNext(situation.last.item, item)],
]

const features = [...ofRepeats, ...ofArtists, ...ofVotes]

export const featureNames: readonly string[] = features.map(([name]) => name)

/** Writes the numbers of a candidate in the order of `featureNames`, from `at` on. */
export const writeFeatures = (
  situation: Situation,
  item: number,
  values: Float64Array | Float32Array,
  at: number,
): void => {
  const candidate = candidateIn(situation, item)
  for (let k = 0; k < features.length; k++) values[at + k] = features[k]?.[1](candidate) ?? 0
}
