import { newId } from './new-id.ts'
import { createRequest, type RequestOptions } from './request.ts'
import type { IncomingEvent, IncomingTrack, Operations } from './schema.ts'

/**
 * The client of a Segue server: one method for each thing to ask, named as the surfaces are. It keeps nothing,
 * retries nothing and depends on nothing but `fetch`. Methods reject with `ProblemError` when the server
 * refuses, and with what `fetch` rejects with when it can't be reached.
 */
export interface ClientOptions {
  /** Where the server is, such as `http://127.0.0.1:7700`. */
  readonly baseUrl: string
  /** Another `fetch`, for instance one that retries. */
  readonly fetch?: typeof globalThis.fetch
  /** Sent with every request, such as what a proxy before the server asks for. */
  readonly headers?: Readonly<Record<string, string>>
}

type Without<Event, Keys extends PropertyKey> = Event extends unknown ? Omit<Event, Keys> : never
type Dated = {
  /** A random one when absent. Give your own when you may send an event twice: it is then stored once. */
  readonly id?: string
  /** ISO 8601 or milliseconds since 1970; now when absent. */
  readonly at?: string | number
}
export type OutgoingEvent = Without<IncomingEvent, 'id' | 'at'> & Dated
/** An event of a session: whose it is and which session the server knows. */
export type SessionEvent = Without<IncomingEvent, 'id' | 'at' | 'listenerId' | 'sessionId'> & Dated

type Query<Name extends keyof Operations> = Operations[Name]['query']
type Body<Name extends keyof Operations> = Operations[Name]['body']
type BlockTarget = Omit<
  Operations['PUT /v1/listeners/{id}/blocks/{kind}/{target}']['params'],
  'id' | 'target'
> & {
  readonly id: string
}

/** Where the listener is, as ISO 3166-1 alpha-2; absent, the server's own market. */
type InMarket = RequestOptions & { readonly market?: string }
const asked = (market: string | undefined) => (market === undefined ? {} : { market })

export type Client = ReturnType<typeof createClient>

export const createClient = ({ baseUrl, fetch = globalThis.fetch, headers = {} }: ClientOptions) => {
  const request = createRequest({ baseUrl, fetch, headers })
  return {
    events: {
      /** Resolves when all that was accepted is durable; what was refused is in the answer, with reasons. */
      send: (events: readonly OutgoingEvent[], options?: RequestOptions) =>
        request('POST /v1/events', { body: events.map(dated) }, options),
    },
    tracks: {
      get: (id: string, { market, ...options }: InMarket = {}) =>
        request('GET /v1/tracks/{id}', { params: { id }, query: asked(market) }, options),
      /** Adds or replaces, by id; at most 5,000 at once. */
      put: (tracks: readonly IncomingTrack[], options?: RequestOptions) =>
        request('PUT /v1/catalog/tracks', { body: tracks }, options),
    },
    /** The catalogue in pages; `total` counts all that fit. */
    browse: {
      artists: (query: Query<'GET /v1/artists'> = {}, options?: RequestOptions) =>
        request('GET /v1/artists', { query }, options),
      releases: (query: Query<'GET /v1/releases'> = {}, options?: RequestOptions) =>
        request('GET /v1/releases', { query }, options),
      tags: (query: Query<'GET /v1/tags'> = {}, options?: RequestOptions) =>
        request('GET /v1/tags', { query }, options),
      years: (options?: RequestOptions) => request('GET /v1/years', {}, options),
      tracks: (query: Query<'GET /v1/tracks'> = {}, options?: RequestOptions) =>
        request('GET /v1/tracks', { query }, options),
    },
    artists: {
      get: (id: string, options?: RequestOptions) =>
        request('GET /v1/artists/{id}', { params: { id } }, options),
      similar: (id: string, query: Query<'GET /v1/artists/{id}/similar'> = {}, options?: RequestOptions) =>
        request('GET /v1/artists/{id}/similar', { params: { id }, query }, options),
    },
    releases: {
      /** Told who asks, it marks what they ruled out (`ruledOut`): pass that over when all of it is played. */
      get: (
        id: string,
        { market, listenerId, ...options }: InMarket & { readonly listenerId?: string } = {},
      ) =>
        request(
          'GET /v1/releases/{id}',
          { params: { id }, query: { ...asked(market), ...(listenerId !== undefined && { listenerId }) } },
          options,
        ),
    },
    search: (query: Query<'GET /v1/search'>, options?: RequestOptions) =>
      request('GET /v1/search', { query }, options),
    home: (listenerId: string, { market, ...options }: InMarket = {}) =>
      request('GET /v1/listeners/{id}/home', { params: { id: listenerId }, query: asked(market) }, options),
    nowPlaying: (
      listenerId: string,
      body: NonNullable<Body<'POST /v1/listeners/{id}/now-playing'>> = {},
      options?: RequestOptions,
    ) => request('POST /v1/listeners/{id}/now-playing', { params: { id: listenerId }, body }, options),
    similar: (trackId: string, query: Query<'GET /v1/tracks/{id}/similar'> = {}, options?: RequestOptions) =>
      request('GET /v1/tracks/{id}/similar', { params: { id: trackId }, query }, options),
    sessions: {
      start: (body: Body<'POST /v1/sessions'>, options?: RequestOptions) =>
        request('POST /v1/sessions', { body }, options),
      next: (sessionId: string, query: Query<'GET /v1/sessions/{id}/next'> = {}, options?: RequestOptions) =>
        request('GET /v1/sessions/{id}/next', { params: { id: sessionId }, query }, options),
      send: (sessionId: string, events: readonly SessionEvent[], options?: RequestOptions) =>
        request(
          'POST /v1/sessions/{id}/events',
          { params: { id: sessionId }, body: events.map(dated) },
          options,
        ),
    },
    blocks: {
      list: (listenerId: string, options?: RequestOptions) =>
        request('GET /v1/listeners/{id}/blocks', { params: { id: listenerId } }, options),
      add: (listenerId: string, { kind, id }: BlockTarget, options?: RequestOptions) =>
        request(
          'PUT /v1/listeners/{id}/blocks/{kind}/{target}',
          { params: { id: listenerId, kind, target: id } },
          options,
        ),
      remove: (listenerId: string, { kind, id }: BlockTarget, options?: RequestOptions) =>
        request(
          'DELETE /v1/listeners/{id}/blocks/{kind}/{target}',
          { params: { id: listenerId, kind, target: id } },
          options,
        ),
    },
    /** Tracks a listener likes, newest first; `next` of an answer is `before` of the next page. */
    likes: (
      listenerId: string,
      query: Query<'GET /v1/listeners/{id}/likes'> = {},
      options?: RequestOptions,
    ) => request('GET /v1/listeners/{id}/likes', { params: { id: listenerId }, query }, options),
    /** What a listener played, newest first; `next` of an answer is `before` of the next page. */
    history: (
      listenerId: string,
      query: Query<'GET /v1/listeners/{id}/history'> = {},
      options?: RequestOptions,
    ) => request('GET /v1/listeners/{id}/history', { params: { id: listenerId }, query }, options),
    /**
     * Where a listener stopped, on whatever device: the last play to go on from, and its session. With a `next` and no
     * play, ask on: it is `before` of the next look.
     */
    lastStop: (
      listenerId: string,
      query: Query<'GET /v1/listeners/{id}/last-stop'> = {},
      options?: RequestOptions,
    ) => request('GET /v1/listeners/{id}/last-stop', { params: { id: listenerId }, query }, options),
    decisions: {
      /** Newest first, by listener, surface, track and time; `next` of an answer is `before` of the next page. */
      search: (query: Query<'GET /v1/decisions'> = {}, options?: RequestOptions) =>
        request('GET /v1/decisions', { query }, options),
      /** How a slate came to be: stages, candidates, drops with reasons, scores. */
      get: (requestId: string, options?: RequestOptions) =>
        request('GET /v1/decisions/{id}', { params: { id: requestId } }, options),
      /** Makes the slate again from its record; `same` says whether the bytes are those that were served. */
      replay: (requestId: string, options?: RequestOptions) =>
        request('POST /v1/decisions/{id}/replay', { params: { id: requestId } }, options),
    },
    about: (options?: RequestOptions) => request('GET /v1/about', {}, options),
  }
}

const dated = <Event extends Dated>(event: Event) => ({
  ...event,
  id: event.id ?? newId(),
  at: event.at ?? Date.now(),
})
