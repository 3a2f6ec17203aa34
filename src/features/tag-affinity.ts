import { affinityHalfLifeMs, affinityShape, affinityWeight } from './affinity.ts'
import { decayedFeature } from './decayed-feature.ts'
import { listenerAboutEach } from './track-keys.ts'

/** How much a listener likes a tag, −1 to 1, halved every 60 days. Owner `listener:<id>`, about `tag:<tag>`. */
export const tagAffinity = decayedFeature({
  id: 'tag-affinity@1',
  halfLifeMs: affinityHalfLifeMs,
  weigh: affinityWeight,
  keys: (event) => listenerAboutEach(event, 'tag', event.tags),
  shape: affinityShape,
})
