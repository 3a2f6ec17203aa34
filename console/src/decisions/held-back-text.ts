import type { Candidate } from '../segue.ts'

/** Why a track stands lower than its score would have it: a rank alone looks like a mistake then. */
export const heldBackText = ({ rank, reason }: NonNullable<Candidate['heldBack']>): string =>
  `Held back from place ${rank + 1}, as ${reasons[reason] ?? reason}`

const reasons: Readonly<Record<string, string>> = {
  'artist-close': 'its artist stood close before it',
  'artist-share': 'its artist had had their share',
  'artist-on-page': 'its artist had had their share of the page',
  'tag-share': 'a tag of it had had its share',
}
