import { z } from 'zod'
import {
  type EventId,
  instant,
  type ListenerId,
  listenerId,
  type RequestId,
  type SessionId,
  type TrackId,
} from '#domain'

/**
 * The events of Segue, schema first: what is not one of these is refused at the door. Names are
 * noun.past-participle, units are in the names, unknown fields are refused (a misspelt `positionMS` would
 * otherwise be lost in silence). The trap closed here is units: an instant or a length in seconds reads as a
 * valid number, so both are checked for magnitude and answered with the sentence that mends it.
 */
/**
 * An id is 1 to 200 characters that survive storage: no control characters, and no lone surrogates, which
 * UTF-8 can't hold and which would make two ids one. One pattern, because every event has three to six ids.
 */
const idText = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'must be 1 to 200 characters without control characters')

// A brand without a transform: it exists for the compiler only, and a transform would cost as much as the check.
const branded = <Id extends string>(schema: z.ZodType<unknown>) => schema as z.ZodType<Id, string>
export const trackIdSchema = branded<TrackId>(idText)
export const listenerIdSchema = branded<ListenerId>(idText)
/**
 * Answers to requests without a listener are booked under it. Whoever were called so would share their decisions with all
 * guests, and take these along when they are taken out of the log; so nobody may be, and what is stored under it from
 * before is read as ever.
 */
export const nobody = listenerId('anonymous')
export const namedNobody = `must not be "${nobody}", under which answers to requests without a listener are kept: give the listener another id`
/** A listener's id as it is sent. */
export const sentListenerIdSchema = branded<ListenerId>(idText.refine((id) => id !== nobody, namedNobody))
export const sessionIdSchema = branded<SessionId>(idText)
export const requestIdSchema = branded<RequestId>(idText)
const eventIdSchema = branded<EventId>(idText)

const secondsAdvice =
  'looks like seconds: send milliseconds since 1970, or an ISO 8601 time such as "2026-11-20T12:00:00Z"'

/** ISO 8601 with a zone, or milliseconds since 1970; always read as milliseconds. */
export const instantSchema = z.union([
  z
    .number()
    .refine((value) => !(value > 0 && value < 100_000_000_000), secondsAdvice)
    .refine(Number.isSafeInteger, 'must be whole: send milliseconds since 1970 without a fraction')
    .transform(instant),
  z.iso.datetime({ offset: true }).transform((text) => instant(Date.parse(text))),
])

const dayLong = 86_400_000
/** A length of time within a track, in milliseconds, at most a day. */
const lengthMs = z.number().min(0).max(dayLong)

const envelope = {
  id: eventIdSchema,
  at: instantSchema,
  listenerId: listenerIdSchema,
  /** True for events of generated listeners; shown wherever they are shown. */
  simulated: z.literal(true).optional(),
}

/** What every event has, also one of a type that only a newer Segue knows; all else of it is left out. */
export const envelopeSchema = z.object({ ...envelope, type: idText })

/** The most artists or tags that an event carries. */
export const describedLimit = 50

const aboutTrack = {
  ...envelope,
  trackId: trackIdSchema,
  sessionId: sessionIdSchema.optional(),
  /** The slate this came from: joins a play to the decision that led to it. */
  requestId: requestIdSchema.optional(),
  /** Filled in at the door from the catalogue of the moment, so that replay needs no catalogue of that day. */
  artistIds: z.array(idText).max(describedLimit).optional(),
  tags: z.array(idText).max(describedLimit).optional(),
}

export const blockTargetSchema = z.strictObject({ kind: z.enum(['artist', 'track', 'tag']), id: idText })
export const sessionSeedSchema = z.strictObject({ kind: z.enum(['track', 'artist', 'tag']), id: idText })
export type BlockTarget = z.infer<typeof blockTargetSchema>
export type SessionSeed = z.infer<typeof sessionSeedSchema>

const mostNames = 200

const played = z.strictObject({
  type: z.literal('track.played'),
  ...aboutTrack,
  playedMs: lengthMs.optional(),
})
const skipped = z.strictObject({ type: z.literal('track.skipped'), ...aboutTrack, positionMs: lengthMs })
const liked = z.strictObject({ type: z.literal('track.liked'), ...aboutTrack })
const disliked = z.strictObject({ type: z.literal('track.disliked'), ...aboutTrack })
const unrated = z.strictObject({ type: z.literal('track.unrated'), ...aboutTrack })
const blocked = z.strictObject({
  type: z.literal('listener.blocked'),
  ...envelope,
  target: blockTargetSchema,
})
const unblocked = z.strictObject({
  type: z.literal('listener.unblocked'),
  ...envelope,
  target: blockTargetSchema,
})

/** What anyone may send to `POST /v1/events`. */
export const incomingEventSchema = z.discriminatedUnion('type', [
  played,
  skipped,
  liked,
  disliked,
  unrated,
  blocked,
  unblocked,
])

/** What is left of an event whose listener was taken out of the log: it counts for the crowd and for nobody. */
const redactable = { redacted: z.literal(true).optional() }

/** What was sent, as it is stored: the door adds what only the catalogue of the moment knows. */
const takenEventSchema = z.discriminatedUnion('type', [
  played.extend(redactable),
  skipped.extend(redactable),
  liked.extend(redactable),
  disliked.extend(redactable),
  unrated,
  blocked,
  unblocked.extend({
    /** Other ids of it: a block under any of them is taken back. */
    alsoCalled: z.array(idText).max(mostNames).optional(),
  }),
])

/** The most tracks in one answer. */
const mostServed = 500

/** What only Segue itself writes. `slate.served` has its decision record as the log entry's attachment. */
const ownEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('session.started'),
    ...envelope,
    sessionId: sessionIdSchema,
    seed: sessionSeedSchema,
  }),
  z.strictObject({
    type: z.literal('slate.served'),
    ...envelope,
    ...redactable,
    /** Equal to `id`: one event for one request. */
    requestId: requestIdSchema,
    surface: idText,
    sessionId: sessionIdSchema.optional(),
    tier: z.enum(['full', 'cached', 'popular']),
    recipe: idText,
    models: z.record(z.string(), z.string()),
    /** How many; which ones is told by the record, and beside it for searches (`Entry.about`), as long as it is kept. */
    tracks: z.number().int().min(0).max(mostServed).optional(),
    /** In events from before they went with the record: in slate order. */
    trackIds: z.array(trackIdSchema).max(mostServed).optional(),
    /** By experiment, the arm that answered. */
    assignments: z.record(idText, idText).optional(),
    /**
     * In slate order, how probable each place was given all before it. Segue itself leaves them where the tracks are, in
     * the record; here they are for a log whose records are not kept.
     */
    propensities: z.array(z.number().gt(0).max(1)).max(mostServed).optional(),
    /** What stands where it does because somebody wanted it there: its place in the slate, from 0, and under which name. */
    promotions: z
      .array(z.strictObject({ place: z.number().int().min(0).max(mostServed), mark: idText }))
      .max(mostServed)
      .optional(),
  }),
])

export const appEventSchema = z.union([takenEventSchema, ownEventSchema])

/** What a listener says of a block: that it is so, or that it is taken back. */
export type BlockWord = EventOf<'listener.blocked' | 'listener.unblocked'>

export const isBlockWord = (event: AppEvent): event is BlockWord =>
  event.type === 'listener.blocked' || event.type === 'listener.unblocked'

/** A word that takes back the block on a target under whichever of its names it was said. */
export const takingBack = (
  target: BlockTarget,
  names: readonly string[],
): Pick<EventOf<'listener.unblocked'>, 'target' | 'alsoCalled'> => {
  const alsoCalled = [...new Set(names)].filter((name) => name !== target.id).slice(0, mostNames)
  return { target, ...(alsoCalled.length > 0 && { alsoCalled }) }
}

export type IncomingEvent = z.output<typeof incomingEventSchema>
export type AppEvent = z.output<typeof appEventSchema>
export type EventType = AppEvent['type']
export type EventOf<Type extends EventType> = Extract<AppEvent, { type: Type }>
export type TrackEvent = EventOf<
  'track.played' | 'track.skipped' | 'track.liked' | 'track.disliked' | 'track.unrated'
>
export type SlateServed = EventOf<'slate.served'>

/** True for the events that say something about one track. */
export const isTrackEvent = <Event extends AppEvent>(
  event: Event,
): event is Extract<Event, { type: TrackEvent['type'] }> => event.type.startsWith('track.')

export const isRedacted = (event: AppEvent): boolean => 'redacted' in event && event.redacted === true

export const isRating = (
  event: AppEvent,
): event is EventOf<'track.liked' | 'track.disliked' | 'track.unrated'> =>
  event.type === 'track.liked' || event.type === 'track.disliked' || event.type === 'track.unrated'
