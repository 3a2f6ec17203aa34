import type { Catalog } from '#catalog'
import { instant, minuteMs, trackKey } from '#domain'
import { entity, type Features, trackPlays, trackSkips } from '#features'
import type { AggregateReads } from './reads.ts'

/**
 * What everybody does with a track: decayed plays, and the share of hearings that end in a skip, with the weight of
 * three hearings at one third added: a track skipped once out of once is not yet a bad track. Kept by track key for a
 * minute: a request asks for five hundred, and what a crowd does moves slowly. While damaged states are made again only
 * late plays are there to count, so nothing that was read then is kept when they are mended.
 */
const priorHearings = 3
const priorSkips = 1
const keptMs = minuteMs

export const createAggregateReads = (features: Features, catalog: Catalog): AggregateReads => {
  let rates = new Float32Array(0)
  let playsOf = new Float32Array(0)
  let readAt = new Float64Array(0)
  let readWhile = features.amiss
  const room = (key: number) => {
    if (key < rates.length) return
    const grown = {
      rates: new Float32Array(2 * key + 1024),
      playsOf: new Float32Array(2 * key + 1024),
      readAt: new Float64Array(2 * key + 1024).fill(-Infinity),
    }
    grown.rates.set(rates)
    grown.playsOf.set(playsOf)
    grown.readAt.set(readAt)
    rates = grown.rates
    playsOf = grown.playsOf
    readAt = grown.readAt
  }
  /** True when the track is in the catalogue; what is kept of it is then at most a minute old. */
  const isRead = (key: number, asOf: number): boolean => {
    room(key)
    if (features.amiss !== readWhile) {
      readAt.fill(-Infinity)
      readWhile = features.amiss
    }
    const ageMs = asOf - (readAt[key] ?? 0)
    if (ageMs >= 0 && ageMs < keptMs) return true
    const track = catalog.byKey(trackKey(key))
    if (track === undefined) return false
    const owner = features.reader(entity('track', track.id))
    const plays = owner.value(trackPlays, '', instant(asOf))
    const skips = owner.value(trackSkips, '', instant(asOf))
    rates[key] = (skips + priorSkips) / (plays + skips + priorHearings)
    playsOf[key] = plays
    readAt[key] = asOf
    return true
  }
  return {
    skipRate: (key, asOf) => (isRead(key, asOf) ? (rates[key] ?? 0) : priorSkips / priorHearings),
    plays: (key, asOf) => (isRead(key, asOf) ? (playsOf[key] ?? 0) : 0),
  }
}
