import type { Sent } from './asking.ts'

/** What the journey of bad input sends, and what of it is in the catalogue. */
export const now = Date.now()
export const tracks = Array.from({ length: 30 }, (_, index) => ({
  id: `track-${index}`,
  title: `Song ${index}`,
  artists: [{ id: `artist-${index % 5}`, name: `Artist ${index % 5}` }],
  tags: ['folk'],
  durationMs: 200_000,
}))
let made = 0
export const event = (more: object = {}) => ({
  id: `bad-input-${made++}`,
  type: 'track.played',
  at: now,
  listenerId: 'someone',
  trackId: 'track-1',
  ...more,
})
export const events = '/v1/events'
/** JSON written by hand, for what `JSON.stringify` would mend. */
export const handmade = (fields: string): Sent => json(`[{"id":"handmade",${fields}}]`)
export const json = (body: string | Buffer): Sent => ({
  body,
  headers: { 'content-type': 'application/json' },
})
export const skip = (positionMs: unknown) => ({ body: event({ type: 'track.skipped', positionMs }) })
export const rest = `"type":"track.played","listenerId":"someone","trackId":"track-1"`

/** A request refused as a whole: what it is, the request, status, code, and words of the advice. */
export type Refused = readonly [string, string, string, Sent, number, string, RegExp]
