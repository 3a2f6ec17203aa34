import { nobody } from '../data-sets/sessions.ts'
import { levelInPlays, levelInTime } from '../repeat-plays/repeat-plays.ts'
import { type Candidate, candidateIn, followedTheLastTwo, partOf, placeBy } from './candidate.ts'
import type { Situation } from './situation.ts'

/**
 * Numbers about one candidate, by which the ranking chooses. Of a choice only what tells its candidates apart is of use, so
 * what describes the session as a whole stands where it is 0 for some of them: with what was heard in it, with what was
 * heard last, with what is by the artist of the last play.
 */
type Feature = readonly [name: string, of: (candidate: Candidate) => number]

const { log, log1p } = Math

/** Of what this session had. */
const ofHeard: readonly Feature[] = [
  ['heard', () => 1],
  ['heard·distance', ({ length, positions }) => log1p(length - (positions.at(-1) ?? 0))],
  ['heard·level', ({ situation, item }) => log(levelInPlays(situation.session, item))],
  ['heard·level in time', ({ situation, item }) => log(levelInTime(situation.session, item))],
  ['heard·times', ({ positions }) => log(positions.length)],
  ['heard·repeats', ({ situation, length }) => situation.session.repeats / length],
  ['heard·again', ({ situation, length }) => situation.session.again / length],
  ['heard·length', ({ length }) => log1p(length)],
  ['heard·loop', ({ situation }) => log1p(situation.loop)],
  ['heard·neighbours, of most', ({ votePart }) => votePart],
  ['heard·neighbours silent', ({ vote }) => flag(vote === 0)],
  ['heard·same·run', ({ isSame, situation }) => (isSame ? log1p(situation.session.run) : 0)],
  ['heard·same·length', ({ isSame, length }) => (isSame ? log1p(length) : 0)],
  ['heard·same·tracks', ({ isSame, tracks }) => (isSame ? log1p(tracks) : 0)],
  [
    'heard·followed the last',
    ({ situation, item }) => log1p(situation.session.followers.get(situation.last.item)?.get(item) ?? 0),
  ],
  ['heard·followed the last two', (candidate) => flag(followedTheLastTwo(candidate))],
]

/** Of what was heard just now. */
const ofLast: readonly Feature[] = [
  ['last', () => 1],
  ['last·again', ({ situation, length }) => situation.session.again / length],
  ['last·length', ({ length }) => log1p(length)],
  ['last·loop', ({ situation }) => log1p(situation.loop)],
  ['last·at once', ({ situation, length }) => situation.session.twiceAtOnce / length],
  [
    'last·at once·again just now',
    ({ situation, length }) => (situation.loop === 1 ? situation.session.twiceAtOnce / length : 0),
  ],
]

/** Of what is by the artist of the last play. */
const ofSame: readonly Feature[] = [
  ['same', () => 1],
  ['same·run', ({ situation }) => log1p(situation.session.run)],
  ['same·changes', ({ situation, length }) => situation.session.changes / length],
  ['same·length', ({ length }) => log1p(length)],
  ['same·tracks', ({ tracks }) => log1p(tracks)],
]

const ofAll: readonly Feature[] = [
  ['heard before', ({ situation, item }) => log1p(situation.heardBefore.get(item) ?? 0)],
  ['share of artist', ({ share }) => share],
  ['log share of artist', ({ share }) => log(share + 0.01)],
  [
    'artist before last',
    ({ situation, artist }) => flag(artist !== nobody && situation.before?.artist === artist),
  ],
  [
    'artist follows',
    ({ situation, artist }) => situation.memories.artists.shareNext(situation.last.artist, artist),
  ],
  ['tracks of artist', ({ tracks }) => log1p(tracks)],
  ['plays of artist', ({ situation, artist }) => log1p(situation.memories.artists.playsOf(artist))],
  ['place with artist', ({ place }) => (place < 0 ? 0 : 1 / (1 + place))],
  ['sessions', ({ situation, item }) => log1p(situation.memories.artists.sessionsWith(item))],
  ['neighbours', ({ vote }) => log(vote + 0.01)],
  ['neighbours, of most', ({ votePart }) => votePart],
  ['neighbours, of all', ({ vote, situation }) => log(partOf(vote, situation.knn.votes.sum) + 0.001)],
  ['neighbours silent', ({ vote }) => flag(vote === 0)],
  ['neighbours, place', ({ situation, item }) => placeBy(situation.knn, item)],
  ['rules', ({ rule }) => log(rule + 0.01)],
  ['rules, of all', ({ rule, situation }) => log(partOf(rule, situation.rules.votes.sum) + 0.001)],
  ['rules, place', ({ situation, item }) => placeBy(situation.rules, item)],
  ['share next', ({ situation, item }) => situation.memories.rules.shareNext(situation.last.item, item)],
]

const flag = (is: boolean): number => (is ? 1 : 0)

/** Most candidates are none of the first three: what is 0 for them is not computed. */
const blocks: readonly {
  readonly applies: (candidate: Candidate) => boolean
  readonly features: readonly Feature[]
}[] = [
  { applies: ({ positions }) => positions.length > 0, features: ofHeard },
  { applies: ({ isLast }) => isLast, features: ofLast },
  { applies: ({ isSame }) => isSame, features: ofSame },
  { applies: () => true, features: ofAll },
]

export const featureNames: readonly string[] = blocks.flatMap(({ features }) =>
  features.map(([name]) => name),
)

/** Writes the numbers of a candidate in the order of `featureNames`, from `at` on. */
export const writeFeatures = (
  situation: Situation,
  item: number,
  values: Float64Array | Float32Array,
  at: number,
): void => {
  const candidate = candidateIn(situation, item)
  let place = at
  for (const { applies, features } of blocks)
    if (applies(candidate)) for (const [, of] of features) values[place++] = of(candidate)
    else {
      values.fill(0, place, place + features.length)
      place += features.length
    }
}
