import { isBookkeeping, labelOf, readingOf } from './column-words.ts'

/**
 * The columns that are about one thing, told as one. The trap closed here is a fact in three columns (how near, at which
 * place, to what of two) of which a ranker that is learnt takes one for and one against: each alone says nothing that holds, and
 * what they come to together does.
 */
export interface Topic {
  readonly label: string
  /** Of columns and of parts of a score. */
  readonly names: readonly string[]
  /** What was read, in words; undefined where there is nothing. */
  told(features: Features): string | undefined
  readonly nothing: string
}

type Features = Readonly<Record<string, number>>

/** The first that has something to say. */
const firstOf =
  (...names: readonly string[]) =>
  (features: Features): string | undefined =>
    told(features, names)[0]

const allOf =
  (...names: readonly string[]) =>
  (features: Features): string | undefined =>
    joined(told(features, names))

const told = (features: Features, names: readonly string[]): string[] =>
  names.flatMap((name) => {
    const value = features[name]
    return value === undefined ? [] : (readingOf(name, value) ?? [])
  })

const joined = (said: readonly (string | false | undefined)[]): string | undefined =>
  said.filter((one) => typeof one === 'string').join(', ') || undefined

const follows = (features: Features): string | undefined => {
  const { afterPlace, after = 0, afterTimes = 0 } = features
  if (afterPlace === undefined) return firstOf('after')(features)
  // What was heard before what plays leads on, too.
  if (afterPlace === 0) return after > 0 ? 'after what came before' : undefined
  const times = afterTimes > 0 && `${readingOf('afterTimes', afterTimes)} times`
  return joined([`${readingOf('afterPlace', afterPlace)} after what plays`, times])
}

const near = (features: Features): string | undefined => {
  const { nearPlace = 0 } = features
  if (nearPlace > 0) return `${readingOf('nearPlace', nearPlace)} closest to what plays`
  return firstOf('nearSound', 'sound')(features)
}

const shared = ({ release = 0, sameArtist = 0 }: Features): string | undefined =>
  joined([
    release > 0 && (release % 2 === 0 ? 'next on the release' : 'its release'),
    sameArtist > 0 && 'its artist',
  ])

const past = (features: Features): string | undefined => {
  const { daysSincePlayed, daysSinceHeard = -1, mostPlace = 0, skips = 0 } = features
  const played = daysSincePlayed !== undefined && readingOf('daysSincePlayed', daysSincePlayed)
  const heard = readingOf('daysSinceHeard', daysSinceHeard)
  return joined([
    firstOf('rating')(features),
    played ? `played ${played}` : heard && `heard ${heard}`,
    skips > 0 && 'skipped before',
    mostPlace > 0 && `${readingOf('mostPlace', mostPlace)} of {your} most played`,
  ])
}

const artist = (features: Features): string | undefined => {
  const { artistPlays = 0 } = features
  return joined([firstOf('artistTaste')(features), artistPlays > 0 && 'played before'])
}

const topics: readonly Topic[] = [
  { label: 'Known to follow', names: ['afterPlace', 'afterTimes', 'after'], told: follows, nothing: 'no' },
  { label: 'Likeness in style', names: ['nearPlace', 'nearSound', 'sound'], told: near, nothing: 'none' },
  {
    label: 'Shared with what plays',
    names: ['release', 'sameArtist'],
    told: shared,
    nothing: 'neither release nor artist',
  },
  {
    label: '{your} past with it',
    names: [
      'again',
      'plays',
      'skips',
      'rating',
      'daysSinceHeard',
      'daysSincePlayed',
      'lastPlace',
      'mostPlace',
    ],
    told: past,
    nothing: 'never heard',
  },
  {
    label: '{your} taste for its artist',
    names: ['artistTaste', 'artistPlays'],
    told: artist,
    nothing: 'none known',
  },
  { label: '{your} taste for its tags', names: ['tagTaste'], told: allOf('tagTaste'), nothing: 'none known' },
  {
    label: 'Unheard, by whom {you} play',
    names: ['furtherPlace'],
    told: allOf('furtherPlace'),
    nothing: 'not among them',
  },
  {
    label: 'Popularity',
    names: ['popularity', 'crowdPlays'],
    told: firstOf('popularity', 'crowdPlays'),
    nothing: 'none',
  },
  { label: 'How often it is skipped', names: ['skipRate'], told: allOf('skipRate'), nothing: 'not known' },
  {
    label: 'Likeness to what {you} skipped',
    names: ['skippedSound'],
    told: allOf('skippedSound'),
    nothing: 'none',
  },
  { label: 'From the seed of the session', names: ['seed'], told: () => undefined, nothing: '' },
  { label: 'Chance', names: ['noise'], told: () => undefined, nothing: '' },
]
const inTopics: ReadonlySet<string> = new Set(topics.flatMap(({ names }) => names))

/** All that a candidate has something read or scored for; a column that no words are known of is a topic of its own. */
export const topicsOf = (features: Features, parts: Features): Topic[] => {
  const has = (name: string) => name in features || name in parts
  const own = Object.keys(features).filter((name) => !inTopics.has(name) && !isBookkeeping(name))
  return [
    ...topics.filter(({ names }) => names.some(has)),
    ...own.map((name) => ({ label: labelOf(name), names: [name], told: allOf(name), nothing: 'none' })),
  ]
}
