import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { timeoutMs } from '../recipes/parameters.ts'

/**
 * What is close in style to the track that is asked about, whatever was heard or skipped, and nothing to fill it up:
 * who shows this says that it is similar. A track of which nobody knows its style has none.
 */
export const closeInStyle = z.strictObject({ use: z.literal('close-in-style'), timeoutMs }).transform(
  ({ timeoutMs }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
    name: 'close-in-style',
    timeoutMs,
    find({ currentKey, reads: { models } }) {
      if (currentKey === undefined) return found('sounds-like', [])
      const track = trackKey(currentKey)
      const near = models.nearTrack(track).filter((key) => models.close(track, key))
      return found('sounds-like', near, currentKey)
    },
  }),
)
