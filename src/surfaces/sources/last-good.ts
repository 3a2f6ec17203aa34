import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Live } from '../query.ts'

/** The slate this listener was last served here, for when the full pipeline can't answer. */
export const lastGood: Source<Live, Found> = {
  name: 'last-good',
  timeoutMs: 5,
  find: ({ lastGoodKeys }) => found('last-good', lastGoodKeys),
}
