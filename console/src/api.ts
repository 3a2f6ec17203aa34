import type {
  Decision,
  DecisionSummary,
  Home,
  Item,
  Reason,
  Replay,
  Shelf,
  Slate,
  Tier,
  TrackView,
} from '../../src/surfaces/answers.ts'

/**
 * The one way to the server. Types come from the server's own schemas; every failure, problem+json or a dead
 * line, becomes an `Error` whose message a person can act on, so pages show `error.message` and nothing else.
 */
export type { Decision, DecisionSummary, Home, Item, Reason, Replay, Shelf, Slate, Tier, TrackView }

export type SeedKind = 'track' | 'artist' | 'tag'
export interface Target {
  readonly kind: SeedKind
  readonly id: string
}
export interface Block extends Target {
  readonly name: string
  readonly since: string
}
export interface Session {
  readonly sessionId: string
  readonly title: string
  readonly seed: Target
}
export interface SearchAnswer {
  readonly query: string
  readonly corrected?: string
  readonly tracks: readonly TrackView[]
  readonly artists: readonly { readonly id: string; readonly name: string; readonly tracks: number }[]
  readonly tags: readonly { readonly tag: string; readonly tracks: number }[]
  readonly hiddenByBlocks: number
}
export interface SimulatedListener {
  readonly id: string
  readonly name: string
  readonly favourites: readonly string[]
}
export interface About {
  readonly name: string
  readonly version: string
  readonly catalogue: {
    readonly source: 'library' | 'freemusicc' | 'generated' | 'empty' | 'other'
    readonly label: string
    readonly tracks: number
    readonly artists: number
    readonly tags: number
  }
  readonly simulated: { readonly listeners: readonly SimulatedListener[]; readonly events: number } | null
  readonly models: readonly { readonly name: string; readonly version: string; readonly trainedAt: string }[]
}
export interface ListeningEvent {
  readonly id: string
  readonly type: 'track.played' | 'track.skipped' | 'track.liked' | 'track.disliked' | 'track.unrated'
  readonly at: string
  readonly listenerId: string
  readonly trackId: string
  readonly playedMs?: number
  readonly positionMs?: number
  readonly requestId?: string
  readonly sessionId?: string
  readonly simulated?: true
}

export interface RequestFailure extends Error {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number
  readonly code: string
}

const failure = (status: number, code: string, message: string): RequestFailure =>
  Object.assign(new Error(message), { status, code })

export const isRequestFailure = (thrown: unknown): thrown is RequestFailure =>
  thrown instanceof Error && 'status' in thrown && 'code' in thrown

const readFailure = async (response: Response): Promise<RequestFailure> => {
  const problem: { title?: string; detail?: string; code?: string } = await response.json().catch(() => ({}))
  const advice =
    problem.detail ?? problem.title ?? `The server answered ${response.status}. Try again in a moment.`
  return failure(response.status, problem.code ?? 'unknown', advice)
}

const request = async (path: string, init?: RequestInit): Promise<Response> => {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw failure(
      0,
      'unreachable',
      'Segue can’t be reached. Check that the server is running, then try again.',
    )
  }
  if (!response.ok) throw await readFailure(response)
  return response
}

const read = async <Answer>(path: string, signal?: AbortSignal): Promise<Answer> =>
  (await request(path, signal ? { signal } : {})).json()

const post = async <Answer>(path: string, body?: unknown): Promise<Answer> =>
  (
    await request(path, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  ).json()

const at = encodeURIComponent

export const api = {
  about: (signal?: AbortSignal) => read<About>('/v1/about', signal),
  home: (listenerId: string, signal?: AbortSignal) =>
    read<Home>(`/v1/listeners/${at(listenerId)}/home`, signal),
  nowPlaying: (
    listenerId: string,
    context: { trackId?: string; recentTrackIds: string[]; excludeTrackIds: string[]; limit: number },
  ) => post<Slate>(`/v1/listeners/${at(listenerId)}/now-playing`, context),
  similar: (trackId: string, listenerId: string, signal?: AbortSignal) =>
    read<Slate>(`/v1/tracks/${at(trackId)}/similar?limit=20&listenerId=${at(listenerId)}`, signal),
  track: (trackId: string, signal?: AbortSignal) => read<TrackView>(`/v1/tracks/${at(trackId)}`, signal),
  search: (query: Record<string, string>, signal?: AbortSignal) =>
    read<SearchAnswer>(`/v1/search?${new URLSearchParams(query)}`, signal),
  startSession: (listenerId: string, seed: Target) => post<Session>('/v1/sessions', { listenerId, seed }),
  sessionNext: (sessionId: string, limit: number) =>
    read<Slate>(`/v1/sessions/${at(sessionId)}/next?limit=${limit}`),
  likes: (listenerId: string, signal?: AbortSignal) =>
    read<{ tracks: TrackView[] }>(`/v1/listeners/${at(listenerId)}/likes`, signal),
  blocks: (listenerId: string, signal?: AbortSignal) =>
    read<{ blocks: Block[] }>(`/v1/listeners/${at(listenerId)}/blocks`, signal),
  block: (listenerId: string, { kind, id }: Target) =>
    request(`/v1/listeners/${at(listenerId)}/blocks/${kind}/${at(id)}`, { method: 'PUT' }),
  unblock: (listenerId: string, { kind, id }: Target) =>
    request(`/v1/listeners/${at(listenerId)}/blocks/${kind}/${at(id)}`, { method: 'DELETE' }),
  sendEvents: (events: readonly ListeningEvent[]) =>
    request('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
      keepalive: true,
    }),
  decisions: (listenerId: string | undefined, signal?: AbortSignal) =>
    read<{ decisions: DecisionSummary[] }>(
      `/v1/decisions?limit=100${listenerId === undefined ? '' : `&listenerId=${at(listenerId)}`}`,
      signal,
    ),
  decision: (requestId: string, signal?: AbortSignal) =>
    read<Decision>(`/v1/decisions/${at(requestId)}`, signal),
  replay: (requestId: string) => post<Replay>(`/v1/decisions/${at(requestId)}/replay`),
}
