import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { OnShelf } from '../home/shelf-plan.ts'
import type { Live } from '../query.ts'

/** What the listener played most lately: repeat plays are a large part of listening, and most forget them. */
export const heardBefore: Source<OnShelf & Live, Found> = {
  name: 'heard-before',
  timeoutMs: 20,
  enabled: ({ reads }) => reads.listener !== undefined,
  find({ reads: { listener }, shelf }) {
    const played = listener?.mostPlayedKeys(40) ?? []
    // A shelf that says "again" shows what was played, and not what was only liked.
    return found(
      'heard-before',
      shelf === undefined ? [...played, ...(listener?.likedKeys(20) ?? [])] : played,
    )
  },
}
