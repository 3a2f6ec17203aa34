import type { AppEvent } from './events.ts'

const ofTrack = ['type', 'at', 'trackId', 'simulated']

/**
 * What of an event the crowd counts: the models and the folds of all listeners read it. The trap closed here is a field
 * that is added later: what is not named here goes. Times stay, for everything decays by them, so whoever knows when
 * somebody heard a track can still find the pseudonym; as do ids of tracks. What artists and tags are stamped on an event
 * only its listener's own states read.
 */
export const countedFields: ReadonlyMap<string, readonly string[]> = new Map<
  AppEvent['type'],
  readonly string[]
>([
  ['track.played', [...ofTrack, 'playedMs']],
  ['track.skipped', [...ofTrack, 'positionMs']],
  ['track.liked', ofTrack],
  ['track.disliked', ofTrack],
  [
    'slate.served',
    [
      ...['type', 'at', 'simulated', 'surface', 'tier', 'recipe', 'models', 'tracks'],
      ...['assignments', 'propensities', 'promotions'],
    ],
  ],
])

/** Their blocks, how sessions began and whatever no fold of the crowd reads: readers pass it over, and it keeps its place. */
export const isEmptied = (type: string): boolean => !countedFields.has(type)
