import type { StoredTrack } from '#catalog'
import type { Instant } from '#domain'
import type { AppEvent } from '#log'

/**
 * What a model is to Segue: something that watches the log go by, makes an artifact out of it, and reads that
 * artifact back as a predictor. Training sees one event at a time, so that all models share one pass; the
 * artifact depends on catalogue, events, `asOf` and config only, never on the clock, so that the same inputs
 * give the same bytes and a version can be proved by training it again.
 */
export interface Model<Predictor> {
  /** 'popularity': the name under which the registry keeps its versions. */
  readonly name: string
  /** Name and version of the algorithm, 'popularity@1'; a change of behaviour is a new version. */
  readonly code: `${string}@${number}`
  readonly config: Readonly<Record<string, unknown>>
  /**
   * `observed` is what `Training.observed` of the same code and config gave: the training goes on from there, and ends in the
   * bytes of one that observed all of it itself, whatever became of the catalogue since. Throws `corrupt-record` for other bytes.
   */
  begin(catalog: CatalogSnapshot, observed?: Uint8Array): Training
  /** Rejects bytes that are not an artifact of this model with `corrupt-record`. */
  load(bytes: Uint8Array): Predictor
}

export interface Training {
  /** Events in log order, each once; those about tracks that the catalogue does not have (yet, or any more) too. */
  observe(event: AppEvent): void
  /** All that was observed so far, in bytes. It may name listeners: see `Observations.forget`. */
  observed(): Uint8Array
  /**
   * The artifact as of a moment, usually that of the newest event. It is a generator so that the caller may
   * breathe: every `yield` is a place where a server can answer somebody else first.
   */
  finish(asOf: Instant): Generator<undefined, Trained>
}

export interface Trained {
  readonly bytes: Uint8Array
  /** How much went in and came out, for the manifest. */
  readonly rows: Readonly<Record<string, number>>
}

/** The catalogue as it was when training began: later arrivals have keys at or above `slots` and wait. */
export interface CatalogSnapshot {
  readonly identity: string
  readonly revision: number
  /** In key order. */
  readonly tracks: readonly StoredTrack[]
  /** Largest key plus one: the length of an array indexed by key. */
  readonly slots: number
  /** The key of a track, -1 when it was not there. */
  keyOf(id: StoredTrack['id']): number
}
