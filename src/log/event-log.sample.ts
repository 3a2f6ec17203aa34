import { eventId, instant, listenerId, requestId, sessionId, trackId } from '#domain'
import { type Cursor, cursor, logStart } from './cursor.ts'
import type { Batch, Entry, EventLog, Recorded } from './event-log.ts'
import type { EventOf, SlateServed } from './events.ts'

/**
 * Made-up events for tests and benches of whatever carries events. The same name is the same event, a number
 * stands for a name; nothing in them is anyone's.
 */
export const samplePlay = (name: number | string): EventOf<'track.played'> => ({
  id: eventId(typeof name === 'number' ? `play-${name}` : name),
  type: 'track.played',
  at: instant(1_790_000_000_000 + numberOf(name)),
  listenerId: listenerId(`listener-${numberOf(name) % 7}`),
  trackId: trackId(`track-${numberOf(name) % 11}`),
  playedMs: 1_000 * (numberOf(name) % 240),
  artistIds: ['artist-1'],
  tags: ['ambient', 'drone'],
})

export const sampleSlate = (name: number | string): SlateServed => {
  const id = typeof name === 'number' ? `slate-${name}` : name
  return {
    id: eventId(id),
    type: 'slate.served',
    at: instant(1_790_000_000_000 + numberOf(name)),
    listenerId: listenerId('listener-1'),
    requestId: requestId(id),
    surface: 'now-playing',
    sessionId: sessionId('session-1'),
    tier: 'full',
    recipe: 'now-playing@1',
    models: { popularity: '1' },
    tracks: 2,
  }
}

/** A body as a newer Segue might store it, which others may pass over. */
export const fromNewer = (number: number, fields: object = {}): string =>
  JSON.stringify({
    id: `newer-${number}`,
    type: 'track.imagined',
    v: 3,
    at: 1_790_000_000_000 + number,
    listenerId: 'listener-1',
    ignorable: true,
    mood: { blue: number },
    ...fields,
  })

/** Entries of `count` plays, numbered on from `from`. */
export const samplePlays = (from: number, count: number): readonly Entry[] =>
  Array.from({ length: count }, (_, index) => ({ event: samplePlay(from + index) }))

const numberOf = (name: number | string): number => (typeof name === 'number' ? name : name.length)

/** All that follows a cursor, or all there is. */
export const allEvents = async (
  log: Pick<EventLog, 'read'>,
  from: Cursor = logStart,
): Promise<readonly Recorded[]> => (await Array.fromAsync(log.read(from))).flatMap(({ recorded }) => recorded)

/** As a log hands them over whose numbers are those of its cursors too. */
export const batchOf = (recorded: readonly Recorded[]): Batch => ({
  recorded,
  after: cursorAt((recorded[0]?.sequence ?? 1) - 1),
  through: cursorAt(recorded.at(-1)?.sequence ?? 0),
})

export const cursorAt = (count: number): Cursor => (count === 0 ? logStart : cursor(String(count)))
