/**
 * How much a tag tells about taste. A tag on nearly everything sets nobody apart, and a word for a format says what
 * a release is and not what it sounds like: "You play compilation" would be no compliment. Both weigh nothing,
 * as does a genre that nobody chose.
 */
const formats = new Set(
  'album compilation ep live lp mix mixtape radioshow remix sampler single soundtrack va various'.split(' '),
)

/** What tags hold where nobody chose a genre. */
const unchosen = new Set(['other', 'misc', 'miscellaneous', 'none', 'undefined', 'unknown', 'unknown genre'])

const saysNothing = (tag: string): boolean => formats.has(tag) || unchosen.has(tag)

/** A tag on more than half of the catalogue is the rule, and only the exception tells anything. */
const commonest = 0.5

/** In [0, 1]: ln((1 + N) / (1 + n)) / ln(1 + N) for n of N tracks, rarer is more; 0 for what tells nothing. */
export const tagWeight = (tag: string, tracksWith: number, tracks: number): number =>
  saysNothing(tag) || tracksWith > commonest * tracks
    ? 0
    : Math.log((1 + tracks) / (1 + tracksWith)) / Math.log(1 + tracks)
