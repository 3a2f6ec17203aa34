import type { Instant, ListenerId } from '#domain'
import { instant } from '#domain'
import { blocked, entity, type Features, parseEntity } from '#features'
import type { BlockTarget } from '#log'

/** What a listener has blocked and since when, newest first; tags as they are folded. */
export const readBlocks = (
  features: Features,
  id: ListenerId,
): Promise<readonly { readonly target: BlockTarget; readonly since: Instant }[]> =>
  features.reading(() =>
    [...features.entries(blocked, entity('listener', id))]
      .flatMap(({ about, state: [value, since] }) => {
        const { kind, id: target } = parseEntity(about)
        if (value !== 1 || since === undefined || kind === 'listener' || kind === 'session') return []
        return [{ target: { kind, id: target }, since: instant(since) }]
      })
      .sort((a, b) => b.since - a.since),
  )
