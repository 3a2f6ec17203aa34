import type { Catalog } from '#catalog'
import { minuteMs, trackKey } from '#domain'
import { entity, type Features, trackPlays, trackSkips } from '#features'
import type { CrowdReads } from './reads.ts'

/**
 * The share of hearings that end in a skip, with the weight of three hearings at one third added: a track
 * skipped once out of once is not yet a bad track. Kept by track key for a minute: a request asks for five
 * hundred, and what a crowd does moves slowly.
 */
const priorHearings = 3
const priorSkips = 1
const keptMs = minuteMs

export const createCrowdReads = (features: Features, catalog: Catalog): CrowdReads => {
  let rates = new Float32Array(0)
  let readAt = new Float64Array(0)
  const room = (key: number) => {
    if (key < rates.length) return
    const grown = {
      rates: new Float32Array(2 * key + 1024),
      readAt: new Float64Array(2 * key + 1024).fill(-Infinity),
    }
    grown.rates.set(rates)
    grown.readAt.set(readAt)
    rates = grown.rates
    readAt = grown.readAt
  }
  return {
    skipRate(key, asOf) {
      room(key)
      const ageMs = asOf - (readAt[key] ?? 0)
      if (ageMs >= 0 && ageMs < keptMs) return rates[key] ?? 0
      const track = catalog.byKey(trackKey(key))
      if (track === undefined) return priorSkips / priorHearings
      const owner = features.reader(entity('track', track.id))
      const plays = owner.value(trackPlays, '', asOf)
      const skips = owner.value(trackSkips, '', asOf)
      const rate = (skips + priorSkips) / (plays + skips + priorHearings)
      rates[key] = rate
      readAt[key] = asOf
      return rate
    },
  }
}
