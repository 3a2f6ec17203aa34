/**
 * Names of things. Every id is a plain string at run time and a distinct type at compile time, so a track id
 * can't be handed to a function that wants a listener id. `TrackKey` is the one number: the dense integer the
 * catalogue gives a track once and never reuses, small enough for bitmasks and for decision records.
 */
declare const brand: unique symbol
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name }

export type TrackId = Branded<string, 'TrackId'>
export type RecordingId = Branded<string, 'RecordingId'>
export type ArtistId = Branded<string, 'ArtistId'>
export type ReleaseId = Branded<string, 'ReleaseId'>
export type ListenerId = Branded<string, 'ListenerId'>
export type SessionId = Branded<string, 'SessionId'>
export type EventId = Branded<string, 'EventId'>
export type RequestId = Branded<string, 'RequestId'>
export type TrackKey = Branded<number, 'TrackKey'>

// A brand can only be put on by a cast; these are the only places where that happens.
export const trackId = (text: string) => text as TrackId
export const recordingId = (text: string) => text as RecordingId
export const artistId = (text: string) => text as ArtistId
export const releaseId = (text: string) => text as ReleaseId
export const listenerId = (text: string) => text as ListenerId
export const sessionId = (text: string) => text as SessionId
export const eventId = (text: string) => text as EventId
export const requestId = (text: string) => text as RequestId
export const trackKey = (integer: number) => integer as TrackKey
