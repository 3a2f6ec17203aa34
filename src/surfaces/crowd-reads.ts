import { entity, type Features, trackPlays, trackSkips } from '#features'
import type { CrowdReads } from './reads.ts'

/**
 * The share of hearings that end in a skip, with the weight of three hearings at one third added: a track
 * skipped once out of once is not yet a bad track.
 */
const priorHearings = 3
const priorSkips = 1

export const crowdReads = (features: Features): CrowdReads => ({
  skipRate(id, asOf) {
    const owner = entity('track', id)
    const plays = features.value(trackPlays, owner, '', asOf)
    const skips = features.value(trackSkips, owner, '', asOf)
    return (skips + priorSkips) / (plays + skips + priorHearings)
  },
})
