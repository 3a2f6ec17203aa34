import { minuteMs } from '#domain'
import type { CatalogSnapshot, Model, Trained, Training } from '../model.ts'
import { packArtifact } from '../packed-artifact.ts'
import { type CoOccurrencePredictor, coOccurrence, loadCoOccurrence } from './co-occurrence-predictor.ts'
import { createHeardTogether } from './heard-together.ts'
import { packNeighbours } from './pack-neighbours.ts'

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
 *
 * A track that the catalogue lacks by now, or does not have yet, was heard all the same: it takes its place in the session, and
 * its pairs count from when it is there.
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
  /** With more tracks or pairs observed, in the catalogue or not, the weakest half goes; 20 bytes a pair. */
  readonly mostTracks: number
  readonly mostPairs: number
  /** Of more, the half that was quiet longest goes: the session that they were in, and that it was they who heard a pair. */
  readonly mostListeners: number
}

const defaults: CoOccurrenceConfig = {
  sessionGapMs: 30 * minuteMs,
  window: 10,
  soon: 3,
  forwardBonus: 0.5,
  shrink: 5,
  neighbours: 50,
  mostTracks: 1_000_000,
  mostPairs: 4_000_000,
  mostListeners: 250_000,
}

const begin = (catalog: CatalogSnapshot, config: CoOccurrenceConfig, observed?: Uint8Array): Training => {
  const heard = createHeardTogether(config, observed)
  return {
    observe: (event) => {
      if (event.type === 'track.played') heard.add(event)
    },
    observed: heard.pack,
    *finish(): Generator<undefined, Trained> {
      const keys = new Int32Array(heard.tracks).fill(-1)
      const plays = new Float64Array(catalog.slots)
      let counted = 0
      for (const { id, key } of catalog.tracks) {
        const number = heard.numberOf(id)
        if (number === undefined) continue
        keys[number] = key
        plays[key] = heard.playsOf(number)
        counted += heard.playsOf(number)
      }
      const packed = yield* packNeighbours(heard.pairs, { keys, plays }, config)
      const bytes = packArtifact('co-occurrence', {}, packed)
      return {
        bytes,
        rows: {
          plays: counted,
          sessions: heard.sessions,
          pairs: heard.pairs.size,
          neighbours: packed.keys.length,
        },
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
    code: 'co-occurrence@4',
    config: { ...full },
    begin: (catalog, observed) => begin(catalog, full, observed),
    load: loadCoOccurrence,
  }
}
