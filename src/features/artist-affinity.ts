import { affinityHalfLifeMs, affinityShape, affinityWeight } from './affinity.ts'
import { decayedFeature } from './decayed-feature.ts'
import { listenerAboutEach } from './track-keys.ts'

/**
 * How much a listener likes an artist, −1 to 1, halved every 60 days; guests on a track count as its main
 * artists do. Owner `listener:<id>`, about `artist:<id>`.
 */
export const artistAffinity = decayedFeature({
  id: 'artist-affinity@1',
  halfLifeMs: affinityHalfLifeMs,
  weigh: affinityWeight,
  keys: (event) => listenerAboutEach(event, 'artist', event.artistIds),
  shape: affinityShape,
})
