import { minuteMs } from '#domain'
import type { EventOf } from '#log'
import type { CatalogSnapshot, Model, Trained, Training } from '../model.ts'
import { packArtifact } from '../packed-artifact.ts'
import { type CoOccurrencePredictor, coOccurrence, loadCoOccurrence } from './co-occurrence-predictor.ts'
import { packNeighbours } from './pack-neighbours.ts'
import { createPairWeights } from './pair-weights.ts'

/**
 * What is heard together: two tracks played in one session count the more the closer they stood, and a little
 * extra in the order in which they were heard. Skipped tracks don't count: they were offered, not heard.
 *
 * w(a→b) = Σ 1/d over sessions with b played d places after a, d ≤ window (sequential rules, Ludewig &
 * Jannach 2018); score(a→b) = [(1 + forwardBonus)·w(a→b) + w(b→a)] / (√(n_a·n_b) + shrink), where n counts
 * plays. The shrink keeps one shared session of two rare tracks from looking like certainty.
 *
 * The score counts the way back too, so it says what goes together and not what came after what. That is counted
 * apart, as `times`: plays of b within `soon` places after a play of a, given only where two listeners or more did
 * so, and where a came after b more rarely, as soon and within the window. One listener's album in its order is not
 * what people go on to.
 */
export interface CoOccurrenceConfig {
  /** Plays further apart than this are two sessions, where the events don't name their session. */
  readonly sessionGapMs: number
  readonly window: number
  /** Of the window, the places that count as soon after. */
  readonly soon: number
  readonly forwardBonus: number
  readonly shrink: number
  readonly neighbours: number
}

const defaults: CoOccurrenceConfig = {
  sessionGapMs: 30 * minuteMs,
  window: 10,
  soon: 3,
  forwardBonus: 0.5,
  shrink: 5,
  neighbours: 50,
}

/** The end of what a listener is hearing: the last few keys, oldest first. */
interface Tail {
  sessionId: string | undefined
  lastAt: number
  readonly keys: number[]
  /** When each of the keys was played: a late arrival comes later in the log and not after what it follows. */
  readonly dates: number[]
}

const continues = (tail: Tail, event: EventOf<'track.played'>, gapMs: number): boolean =>
  tail.sessionId !== undefined && event.sessionId !== undefined
    ? tail.sessionId === event.sessionId
    : Math.abs(event.at - tail.lastAt) <= gapMs

const begin = (catalog: CatalogSnapshot, config: CoOccurrenceConfig): Training => {
  const pairs = createPairWeights()
  const plays = new Float64Array(catalog.slots)
  const tails = new Map<string, Tail>()
  const listeners = new Map<string, number>()
  let counted = 0
  let sessions = 0

  const numberOf = (listener: string): number => {
    const number = listeners.get(listener) ?? listeners.size
    listeners.set(listener, number)
    return number
  }
  const tailOf = (event: EventOf<'track.played'>): Tail => {
    const known = tails.get(event.listenerId)
    if (known !== undefined && continues(known, event, config.sessionGapMs)) return known
    const tail: Tail = { sessionId: event.sessionId, lastAt: event.at, keys: [], dates: [] }
    tails.set(event.listenerId, tail)
    sessions++
    return tail
  }

  return {
    observe: (event) => {
      if (event.type !== 'track.played') return
      const key = catalog.keyOf(event.trackId)
      if (key < 0) return
      const tail = tailOf(event)
      tail.sessionId = event.sessionId
      tail.lastAt = event.at
      const { keys, dates } = tail
      const listener = numberOf(event.listenerId)
      for (let distance = 1; distance <= keys.length; distance++) {
        const place = keys.length - distance
        const before = keys[place] ?? key
        if (before === key) continue
        const isAfter = keys.lastIndexOf(before) === place && event.at >= (dates[place] ?? 0)
        const heard = isAfter ? { listener, soon: distance <= config.soon } : undefined
        pairs.add(before, key, 1 / distance, heard)
      }
      keys.push(key)
      dates.push(event.at)
      if (keys.length > config.window) {
        keys.shift()
        dates.shift()
      }
      plays[key] = (plays[key] ?? 0) + 1
      counted++
    },
    *finish(): Generator<undefined, Trained> {
      const packed = yield* packNeighbours(pairs, plays, config)
      const bytes = packArtifact('co-occurrence', {}, packed)
      return {
        bytes,
        rows: { plays: counted, sessions, pairs: pairs.size, neighbours: packed.keys.length },
      }
    },
  }
}

export const createCoOccurrence = (
  config: Partial<CoOccurrenceConfig> = {},
): Model<CoOccurrencePredictor> => {
  const full = { ...defaults, ...config }
  return {
    name: coOccurrence.name,
    code: 'co-occurrence@3',
    config: { ...full },
    begin: (catalog) => begin(catalog, full),
    load: loadCoOccurrence,
  }
}
