import { AppError, dayMs, eventId, type Instant, instant, type ListenerId, type Track } from '#domain'
import type { IncomingEvent } from '#log'
import { createEarliestFirst } from './earliest-first.ts'
import { inventCatalogue } from './invented-catalogue.ts'
import { createMusicSpace, type MusicSpace } from './music-space.ts'
import { createSimulatedListening } from './simulated-listening.ts'
import { createTaste, type Taste } from './taste.ts'
import { createTruth, type WorldTruth } from './truth.ts'

/**
 * A world of simulated listeners, over a given catalogue or one it invents. It is for demos without listeners
 * and for tests with a known answer, so what is hidden (`truth`) and what is told (`events`) never mix.
 * Same inputs, same bytes; every event says `simulated: true`.
 */
export interface WorldOptions {
  /** An existing catalogue in a stable order (key order), or how many tracks to invent. */
  readonly tracks: Iterable<Track> | number
  readonly listeners: number
  /** Length of the world; it ends at `endsAt`, exclusive. */
  readonly days: number
  /** Part of every event id: letters, digits and dashes, at most 60. */
  readonly seed: string | number
  readonly endsAt: Instant
}

/** What the world tells about a listener, fit to show; always marked simulated by the id's `sim-`. */
export interface SimulatedListener {
  readonly id: ListenerId
  readonly displayName: string
  /** The most general tags of the favourite corners, distinct. */
  readonly favouriteTags: readonly string[]
  readonly favouriteArtists: readonly string[]
}

export interface World {
  readonly tracks: readonly Track[]
  readonly listeners: readonly SimulatedListener[]
  readonly startsAt: Instant
  readonly endsAt: Instant
  /**
   * Every event in order of time, in batches of `batchSize` (the last one may be smaller). Made as they are
   * read: memory is that of the listeners, not of the events. Each call tells the same story from the start.
   */
  events(batchSize?: number): Generator<readonly IncomingEvent[]>
  readonly truth: WorldTruth
}

const readOptions = (options: WorldOptions): { readonly seed: string; readonly startsAt: Instant } => {
  const seed = `${options.seed}`
  if (!/^[A-Za-z0-9-]{1,60}$/.test(seed))
    throw new AppError('invalid-config', 'The seed of a world is 1 to 60 letters, digits or dashes.')
  for (const [name, value] of [
    ['listeners', options.listeners],
    ['days', options.days],
    ['tracks', typeof options.tracks === 'number' ? options.tracks : 1],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new AppError('invalid-config', `A world needs a whole number of ${name}, 1 or more.`)
  }
  return { seed, startsAt: instant(options.endsAt - options.days * dayMs) }
}

const present = (taste: Taste, space: MusicSpace): SimulatedListener => {
  const { tagNames, artistNames } = space.groups
  const tags = new Set<string>()
  for (const cluster of taste.clusters)
    for (const tag of cluster.tags.slice(0, 2)) tags.add(tagNames[tag] ?? '')
  return {
    id: taste.id,
    displayName: taste.displayName,
    favouriteTags: [...tags],
    favouriteArtists: taste.favouriteArtists.map((artist) => artistNames[artist] ?? ''),
  }
}

/** Rejects an empty catalogue and numbers below 1 with `invalid-config`. */
export const generateWorld = (options: WorldOptions): World => {
  const { seed, startsAt } = readOptions(options)
  const { endsAt } = options
  const tracks =
    typeof options.tracks === 'number' ? inventCatalogue(options.tracks, seed, endsAt) : [...options.tracks]
  if (tracks.length === 0)
    throw new AppError('invalid-config', 'A world needs tracks: import a catalogue first, or invent one.')
  const space = createMusicSpace(tracks, { seed, startsAt, endsAt })
  const tastes = Array.from({ length: options.listeners }, (_, index) => createTaste(index, seed, space))
  const span = { seed, startsAt, endsAt }
  return {
    tracks,
    listeners: tastes.map((taste) => present(taste, space)),
    startsAt,
    endsAt,
    truth: createTruth(tastes, space),
    *events(batchSize = 500) {
      const streams = tastes.map((taste) => createSimulatedListening(taste, space, span))
      const order = createEarliestFirst(Float64Array.from(streams, (stream) => stream.nextAt))
      let batch: IncomingEvent[] = []
      let number = 0
      for (let first = order.first(); first >= 0; first = order.first()) {
        const stream = streams[first]
        if (stream === undefined) break
        number++
        batch.push(stream.take(eventId(`sim-${seed}-${number}`)))
        order.reschedule(stream.nextAt)
        if (batch.length >= batchSize) {
          yield batch
          batch = []
        }
      }
      if (batch.length > 0) yield batch
    },
  }
}
