import type { Instant, ListenerId } from '#domain'
import { blocked, blocksIn, entity, type Features } from '#features'
import type { BlockTarget } from '#log'

/** What a listener has blocked and since when, newest first; tags as they are folded. */
export const readBlocks = (
  features: Features,
  id: ListenerId,
): Promise<readonly { readonly target: BlockTarget; readonly since: Instant }[]> =>
  features.reading([entity('listener', id)], () =>
    blocksIn(features.entries(blocked, entity('listener', id)))
      .map(({ since, ...target }) => ({ target, since }))
      .sort((a, b) => b.since - a.since),
  )
