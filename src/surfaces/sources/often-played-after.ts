import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import { oftenTimes } from '../evidence.ts'
import type { Leading, Live } from '../query.ts'

/** What people often go on to from the track that is asked about: as often as the sentence asks that says so. */
export const oftenPlayedAfter: Source<Pick<Leading, 'currentKey'> & Live, Found> = {
  name: 'often-played-after',
  timeoutMs: 20,
  find({ currentKey, reads: { models } }) {
    if (currentKey === undefined) return found('played-after', [])
    const often = models.after(trackKey(currentKey), 50).filter(({ times }) => times >= oftenTimes)
    return found(
      'played-after',
      often.map(({ key }) => key),
      currentKey,
    )
  },
}
