import { createRandom, trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { OnShelf } from '../home/shelf-plan.ts'
import type { CommonQuery, Live } from '../query.ts'

/** A seeded draw from the whole catalogue: every track can be met, so the crowd's taste can't close up. */
export const explore: Source<Pick<CommonQuery, 'seed'> & OnShelf & Live, Found> = {
  name: 'explore',
  timeoutMs: 10,
  find({ reads: { catalog }, seed, shelf }) {
    const random = createRandom(`${seed}/explore`)
    const draws = shelf === undefined ? 24 : 60
    const draw = () => catalog.byKey(trackKey(1 + random.below(Math.max(1, catalog.slots - 1))))
    return found(
      'explore',
      Array.from({ length: draws }, draw).flatMap((track) => track?.key ?? []),
    )
  },
}
