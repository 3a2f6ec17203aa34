/** Made from the schemas of the server by `node scripts/generate-client.ts`; changes here are lost. */

export type About = {
  readonly name: 'segue'
  readonly version: string
  readonly catalogue: {
    readonly source: 'library' | 'freemusicc' | 'generated' | 'empty' | 'other'
    readonly label: string
    readonly tracks: number
    readonly artists: number
    readonly tags: number
  }
  readonly simulated: {
    readonly listeners: readonly {
      readonly id: string
      readonly name: string
      readonly favourites: readonly string[]
    }[]
    readonly events: number
  } | null
  readonly release?: string | undefined
  readonly models: readonly {
    readonly name: string
    readonly version: string
    readonly trainedAt: string
  }[]
}

export type ArtistPage = {
  readonly id: string
  readonly name: string
  readonly tracks: number
  readonly releases: number
  readonly guestTracks: number
  readonly tags: readonly {
    readonly tag: string
    readonly tracks: number
  }[]
  readonly releaseList: readonly ReleaseSummary[]
}

export type ArtistSummary = {
  readonly id: string
  readonly name: string
  readonly tracks: number
  readonly releases: number
}

export type Decision = {
  readonly requestId: string
  readonly surface: 'home' | 'now-playing' | 'session' | 'similar'
  readonly listenerId: string
  readonly servedAt: string
  readonly tier: 'full' | 'cached' | 'popular'
  readonly degraded: readonly string[]
  readonly recipe: string
  readonly models: Readonly<Record<string, string>>
  readonly release?: string | undefined
  readonly seed: string
  readonly recordBytes: number
  readonly bodySha256: string
  readonly runs: readonly {
    readonly pipeline: string
    readonly title?: string | undefined
    /** Where the scores are a weighted sum, what each part of them is multiplied by; empty where a learnt ranker scored, or an order. */
    readonly weights: Readonly<Record<string, number>>
    readonly stages: readonly {
      readonly name: string
      readonly kind: 'source' | 'hydrate' | 'filter' | 'score' | 'select' | 'present'
      readonly entered: number
      readonly left: number
      readonly tookMs: number
      readonly outcome: 'ok' | 'timeout' | 'failed' | 'skipped'
      readonly detail?: string | undefined
    }[]
    readonly candidates: readonly {
      readonly trackId: string
      readonly title: string
      readonly artist: string
      readonly sources: readonly string[]
      /** What was read of it until it ended. Those called …Place count from 1, the first, with 0 for not in the list; daysSince… is -1 for never. */
      readonly features: Readonly<Record<string, number>>
      /** By what it was ranked; spacing and chance may place it otherwise. Comparable within one answer only, of a home within one shelf, and by differences: where 0 lies says nothing. Mostly a weighted sum of what was read. By `now-playing@15` a learnt ranker’s log-odds: 1 more is, as it sees it, 2.7 times the odds of being chosen, and the best of an answer may be below 0. Below the tier `full`, the order alone. */
      readonly score?: number | undefined
      /** What each part gave to the score; they add up to it. With `weights`, each is a weight times what was read. Without, a learnt ranker gives it for the value of the column of its name, beside what candidates had on average where it learnt, and for nothing (0, or -1 for never) as well: that is no fact about a listener. What tells one candidate from another is how far their parts are apart; what all of a run have alike ranked none of them. */
      readonly parts?: Readonly<Record<string, number>> | undefined
      readonly propensity?: number | undefined
      readonly heldBack?:
        | {
            readonly rank: number
            readonly reason: string
          }
        | undefined
      readonly fate:
        | {
            readonly kind: 'selected'
            readonly rank: number
          }
        | {
            readonly kind: 'not-selected'
          }
        | {
            readonly kind: 'dropped'
            readonly stage: string
            readonly reason: string
          }
    }[]
  }[]
}

export type EventsTaken = {
  readonly accepted: number
  readonly duplicates: number
  readonly unknownTracks: number
  readonly takenDownTracks: number
  readonly refused: readonly {
    readonly index: number
    readonly id?: string | undefined
    readonly code: string
    readonly detail: string
  }[]
}

export type Home = {
  readonly requestId: string
  readonly surface: 'home' | 'now-playing' | 'session' | 'similar'
  readonly tier: 'full' | 'cached' | 'popular'
  readonly degraded: readonly string[]
  readonly recipe: string
  readonly models: Readonly<Record<string, string>>
  readonly release?: string | undefined
  readonly servedAt: string
  readonly shelves: readonly Shelf[]
}

export type IncomingTrackInput = {
  readonly id: string
  /** A "(feat. X)" in it becomes a featured artist */
  readonly title: string
  /** Main artists, as names or {id, name}; "X feat. Y" is read, "A & B" stays one */
  readonly artists?:
    | readonly (
        | string
        | {
            readonly id?: string | undefined
            readonly name: string
          }
      )[]
    | undefined
  readonly featured?:
    | readonly (
        | string
        | {
            readonly id?: string | undefined
            readonly name: string
          }
      )[]
    | undefined
  readonly release?:
    | string
    | {
        readonly id: string
        readonly title: string
      }
    | undefined
  readonly discNumber?: number | undefined
  /** Place on the release, from 1 */
  readonly trackNumber?: number | undefined
  readonly label?: string | undefined
  readonly year?: number | undefined
  readonly releasedAt?: string | undefined
  readonly durationMs?: number | undefined
  readonly tags?: readonly string[] | undefined
  readonly energy?: number | undefined
  readonly rating?: number | undefined
  readonly licenceUrl?: string | undefined
  readonly audioUrl?: string | undefined
  /** Where and when it may be served; absent: everywhere and always. Asked without a market, what is limited to some is not served */
  readonly availability?:
    | {
        /** In these alone; none at all is nowhere */
        readonly markets?: readonly string[] | undefined
        readonly notMarkets?: readonly string[] | undefined
        readonly from?: string | number | undefined
        /** Not at this moment any more */
        readonly until?: string | number | undefined
      }
    | undefined
  /** Shared by all versions of one performance. Absent, a track keeps the one it had while artist, title and length are the same; a new one joins tracks of the same main artist and title whose length differs by at most two seconds */
  readonly recordingId?: string | undefined
}

export type Item = {
  readonly track: Track
  readonly reason: Reason
  /** By what it was ranked; spacing and chance may place it otherwise. Comparable within one answer only, of a home within one shelf, and by differences: where 0 lies says nothing. Mostly a weighted sum of what was read. By `now-playing@15` a learnt ranker’s log-odds: 1 more is, as it sees it, 2.7 times the odds of being chosen, and the best of an answer may be below 0. Below the tier `full`, the order alone. */
  readonly score: number
}

export type Library = {
  readonly id: string
  readonly label: string
  readonly tracks: number
  readonly readable: boolean
}

export type LibraryScan = {
  readonly id: string
  readonly label: string
  readonly read: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly withdrawn: number
  readonly renamed: number
  readonly heldBack?: string | undefined
  readonly refused: Readonly<Record<string, number>>
  readonly columns?:
    | {
        readonly used: Readonly<Record<string, string>>
        readonly guessed: Readonly<Record<string, string>>
        readonly ignored: readonly string[]
        readonly warnings: readonly string[]
      }
    | undefined
  readonly failed?: string | undefined
}

export type ListedTrack = {
  readonly id: string
  readonly recordingId?: string | undefined
  readonly title: string
  readonly artists: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly featured: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly release?:
    | {
        readonly id: string
        readonly title: string
      }
    | undefined
  readonly year?: number | undefined
  readonly durationMs?: number | undefined
  readonly tags: readonly string[]
  readonly energy?: number | undefined
  readonly licenceUrl?: string | undefined
  readonly audioUrl?: string | undefined
  readonly ruledOut?: RuledOut | undefined
}

export type Play = {
  readonly id: string
  readonly at: string
  readonly trackId: string
  readonly track?: Track | undefined
  readonly withdrawn?: WithdrawnTrack | undefined
  readonly playedMs?: number | undefined
  readonly requestId?: string | undefined
  readonly simulated?: true | undefined
}

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly requestId: string
  readonly errors?:
    | readonly {
        readonly path: string
        readonly detail: string
      }[]
    | undefined
}

export type Reason = {
  readonly code:
    | 'played-after'
    | 'sounds-like'
    | 'shares-tag'
    | 'same-artist'
    | 'artist-you-play'
    | 'tag-you-play'
    | 'heard-before'
    | 'liked-before'
    | 'popular'
    | 'new-release'
    | 'seed-artist'
    | 'seed-tag'
    | 'explore'
  readonly text: string
  readonly trackId?: string | undefined
  readonly artistId?: string | undefined
  readonly tag?: string | undefined
}

export type ReleasePage = {
  readonly id: string
  readonly title: string
  readonly artists: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly artistCount: number
  readonly year?: number | undefined
  readonly label?: string | undefined
  readonly tracks: number
  readonly durationMs?: number | undefined
  readonly licenceUrl?: string | undefined
  readonly tags: readonly string[]
  readonly trackList: readonly {
    readonly disc?: number | undefined
    readonly number?: number | undefined
    readonly track: ListedTrack
  }[]
}

export type ReleaseSummary = {
  readonly id: string
  readonly title: string
  readonly artists: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly artistCount: number
  readonly year?: number | undefined
  readonly label?: string | undefined
  readonly tracks: number
  readonly durationMs?: number | undefined
}

export type Replay = {
  readonly requestId: string
  readonly same: boolean
  readonly servedSha256: string
  readonly replayedSha256: string
  readonly body: string
}

export type RuledOut = {
  readonly by: 'track-blocked' | 'artist-blocked' | 'tag-blocked' | 'disliked'
  readonly trackIds?: readonly string[] | undefined
}

export type SearchAnswer = {
  readonly query: string
  readonly corrected?: string | undefined
  readonly tracks: readonly ListedTrack[]
  readonly artists: readonly {
    readonly id: string
    readonly name: string
    readonly tracks: number
  }[]
  readonly tags: readonly {
    readonly tag: string
    readonly tracks: number
  }[]
  /** How many that match were passed over for a block on the way to a full page */
  readonly hiddenByBlocks: number
}

export type Session = {
  readonly sessionId: string
  readonly title: string
  readonly seed: {
    readonly kind: 'track' | 'artist' | 'tag'
    readonly id: string
  }
}

export type Shelf = {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly items: readonly Item[]
}

export type Slate = {
  readonly requestId: string
  readonly surface: 'home' | 'now-playing' | 'session' | 'similar'
  readonly tier: 'full' | 'cached' | 'popular'
  readonly degraded: readonly string[]
  readonly recipe: string
  readonly models: Readonly<Record<string, string>>
  readonly release?: string | undefined
  readonly servedAt: string
  readonly items: readonly Item[]
}

export type StartedSession = {
  readonly sessionId: string
  readonly title: string
  readonly seed: {
    readonly kind: 'track' | 'artist' | 'tag'
    readonly id: string
  }
  readonly degraded: readonly string[]
}

export type Takedown = {
  readonly kind: 'track' | 'recording' | 'release' | 'artist'
  readonly id: string
  readonly note?: string | undefined
  readonly since: string
  readonly tracks: number
}

export type Track = {
  readonly id: string
  readonly recordingId?: string | undefined
  readonly title: string
  readonly artists: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly featured: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly release?:
    | {
        readonly id: string
        readonly title: string
      }
    | undefined
  readonly year?: number | undefined
  readonly durationMs?: number | undefined
  readonly tags: readonly string[]
  readonly energy?: number | undefined
  readonly licenceUrl?: string | undefined
  readonly audioUrl?: string | undefined
}

export type TrackPage = {
  readonly id: string
  readonly recordingId?: string | undefined
  readonly title: string
  readonly artists: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly featured: readonly {
    readonly id: string
    readonly name: string
  }[]
  readonly release?:
    | {
        readonly id: string
        readonly title: string
      }
    | undefined
  readonly year?: number | undefined
  readonly durationMs?: number | undefined
  readonly tags: readonly string[]
  readonly energy?: number | undefined
  readonly licenceUrl?: string | undefined
  readonly audioUrl?: string | undefined
  readonly label?: string | undefined
  readonly discNumber?: number | undefined
  readonly trackNumber?: number | undefined
  readonly versions: readonly Track[]
}

export type TracksTaken = {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly refused: readonly {
    readonly index: number
    readonly id?: string | undefined
    readonly code: string
    readonly detail: string
  }[]
}

export type WithdrawnTrack = {
  readonly id: string
  readonly title: string
  readonly artists: readonly {
    readonly id: string
    readonly name: string
  }[]
}

/** A track as it is sent. */
export type IncomingTrack = {
  readonly id: string
  /** A "(feat. X)" in it becomes a featured artist */
  readonly title: string
  /** Main artists, as names or {id, name}; "X feat. Y" is read, "A & B" stays one */
  readonly artists?:
    | readonly (
        | string
        | {
            readonly id?: string | undefined
            readonly name: string
          }
      )[]
    | undefined
  readonly featured?:
    | readonly (
        | string
        | {
            readonly id?: string | undefined
            readonly name: string
          }
      )[]
    | undefined
  readonly release?:
    | string
    | {
        readonly id: string
        readonly title: string
      }
    | undefined
  readonly discNumber?: number | undefined
  /** Place on the release, from 1 */
  readonly trackNumber?: number | undefined
  readonly label?: string | undefined
  readonly year?: number | undefined
  readonly releasedAt?: string | undefined
  readonly durationMs?: number | undefined
  readonly tags?: readonly string[] | undefined
  readonly energy?: number | undefined
  readonly rating?: number | undefined
  readonly licenceUrl?: string | undefined
  readonly audioUrl?: string | undefined
  /** Where and when it may be served; absent: everywhere and always. Asked without a market, what is limited to some is not served */
  readonly availability?:
    | {
        /** In these alone; none at all is nowhere */
        readonly markets?: readonly string[] | undefined
        readonly notMarkets?: readonly string[] | undefined
        readonly from?: string | number | undefined
        /** Not at this moment any more */
        readonly until?: string | number | undefined
      }
    | undefined
  /** Shared by all versions of one performance. Absent, a track keeps the one it had while artist, title and length are the same; a new one joins tracks of the same main artist and title whose length differs by at most two seconds */
  readonly recordingId?: string | undefined
}

/** An event as it is sent; `at` is ISO 8601 or milliseconds since 1970. */
export type IncomingEvent =
  | {
      readonly type: 'track.played'
      readonly id: string
      readonly at: number | string
      readonly listenerId: string
      readonly simulated?: true | undefined
      readonly trackId: string
      readonly sessionId?: string | undefined
      readonly requestId?: string | undefined
      readonly artistIds?: readonly string[] | undefined
      readonly tags?: readonly string[] | undefined
      readonly playedMs?: number | undefined
    }
  | {
      readonly type: 'track.skipped'
      readonly id: string
      readonly at: number | string
      readonly listenerId: string
      readonly simulated?: true | undefined
      readonly trackId: string
      readonly sessionId?: string | undefined
      readonly requestId?: string | undefined
      readonly artistIds?: readonly string[] | undefined
      readonly tags?: readonly string[] | undefined
      readonly positionMs: number
    }
  | {
      readonly type: 'track.liked'
      readonly id: string
      readonly at: number | string
      readonly listenerId: string
      readonly simulated?: true | undefined
      readonly trackId: string
      readonly sessionId?: string | undefined
      readonly requestId?: string | undefined
      readonly artistIds?: readonly string[] | undefined
      readonly tags?: readonly string[] | undefined
    }
  | {
      readonly type: 'track.disliked'
      readonly id: string
      readonly at: number | string
      readonly listenerId: string
      readonly simulated?: true | undefined
      readonly trackId: string
      readonly sessionId?: string | undefined
      readonly requestId?: string | undefined
      readonly artistIds?: readonly string[] | undefined
      readonly tags?: readonly string[] | undefined
    }
  | {
      readonly type: 'track.unrated'
      readonly id: string
      readonly at: number | string
      readonly listenerId: string
      readonly simulated?: true | undefined
      readonly trackId: string
      readonly sessionId?: string | undefined
      readonly requestId?: string | undefined
      readonly artistIds?: readonly string[] | undefined
      readonly tags?: readonly string[] | undefined
    }
  | {
      readonly type: 'listener.blocked'
      readonly id: string
      readonly at: number | string
      readonly listenerId: string
      readonly simulated?: true | undefined
      readonly target: {
        readonly kind: 'artist' | 'track' | 'tag'
        readonly id: string
      }
    }
  | {
      readonly type: 'listener.unblocked'
      readonly id: string
      readonly at: number | string
      readonly listenerId: string
      readonly simulated?: true | undefined
      readonly target: {
        readonly kind: 'artist' | 'track' | 'tag'
        readonly id: string
      }
    }

/** What each request takes and gives. */
export interface Operations {
  /** Send listening events */
  readonly 'POST /v1/events': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: readonly IncomingEvent[]
    readonly answer: EventsTaken
  }
  /** Add or change tracks */
  readonly 'PUT /v1/catalog/tracks': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: readonly IncomingTrack[]
    readonly answer: TracksTaken
  }
  /** One track */
  readonly 'GET /v1/tracks/{id}': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly market?: string | undefined
    }
    readonly body: undefined
    readonly answer: TrackPage
  }
  /** Words to tracks, artists and tags */
  readonly 'GET /v1/search': {
    readonly params: Readonly<Record<string, never>>
    readonly query: {
      readonly q?: string | undefined
      readonly artistId?: string | undefined
      readonly tag?: string | undefined
      readonly limit?: number | undefined
      readonly listenerId?: string | undefined
      readonly market?: string | undefined
    }
    readonly body: undefined
    readonly answer: SearchAnswer
  }
  /** What is taken down */
  readonly 'GET /v1/catalog/takedowns': {
    readonly params: Readonly<Record<string, never>>
    readonly query: {
      readonly offset?: number | undefined
      readonly limit?: number | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly takedowns: readonly Takedown[]
    }
  }
  /** Take down a list */
  readonly 'POST /v1/catalog/takedowns': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: {
      readonly takedowns: readonly {
        readonly kind: 'track' | 'recording' | 'release' | 'artist'
        readonly id: string
        readonly note?: string | undefined
      }[]
    }
    readonly answer: {
      readonly takedowns: readonly Takedown[]
    }
  }
  /** Take down a track, a recording, a release or an artist */
  readonly 'PUT /v1/catalog/takedowns/{kind}/{id}': {
    readonly params: {
      readonly kind: 'track' | 'recording' | 'release' | 'artist'
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: {
      readonly note?: string | undefined
    } | null
    readonly answer: Takedown
  }
  /** Lift a takedown */
  readonly 'DELETE /v1/catalog/takedowns/{kind}/{id}': {
    readonly params: {
      readonly kind: 'track' | 'recording' | 'release' | 'artist'
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: {
      /** How many are there again */
      readonly tracks: number
    }
  }
  /** All artists */
  readonly 'GET /v1/artists': {
    readonly params: Readonly<Record<string, never>>
    readonly query: {
      readonly offset?: number | undefined
      readonly limit?: number | undefined
      readonly q?: string | undefined
      readonly order?: 'name' | 'tracks' | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly artists: readonly ArtistSummary[]
    }
  }
  /** One artist: their releases and what they are known for */
  readonly 'GET /v1/artists/{id}': {
    readonly params: {
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: ArtistPage
  }
  /** Artists like an artist */
  readonly 'GET /v1/artists/{id}/similar': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly limit?: number | undefined
      readonly listenerId?: string | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly artists: readonly ArtistSummary[]
    }
  }
  /** All releases */
  readonly 'GET /v1/releases': {
    readonly params: Readonly<Record<string, never>>
    readonly query: {
      readonly offset?: number | undefined
      readonly limit?: number | undefined
      readonly q?: string | undefined
      readonly year?: number | undefined
      readonly order?: 'newest' | 'title' | 'tracks' | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly releases: readonly ReleaseSummary[]
    }
  }
  /** One release: its tracks in order */
  readonly 'GET /v1/releases/{id}': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly market?: string | undefined
      readonly listenerId?: string | undefined
    }
    readonly body: undefined
    readonly answer: ReleasePage
  }
  /** All tags */
  readonly 'GET /v1/tags': {
    readonly params: Readonly<Record<string, never>>
    readonly query: {
      readonly offset?: number | undefined
      readonly limit?: number | undefined
      readonly q?: string | undefined
      readonly order?: 'tracks' | 'name' | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly tags: readonly {
        readonly tag: string
        readonly tracks: number
      }[]
    }
  }
  /** All years with music in them, newest first */
  readonly 'GET /v1/years': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly years: readonly {
        readonly year: number
        readonly tracks: number
        readonly releases: number
      }[]
    }
  }
  /** Tracks of an artist, a tag or a year; all tracks without any */
  readonly 'GET /v1/tracks': {
    readonly params: Readonly<Record<string, never>>
    readonly query: {
      readonly offset?: number | undefined
      readonly limit?: number | undefined
      readonly artistId?: string | undefined
      readonly role?: 'main' | 'guest' | undefined
      readonly tag?: string | undefined
      readonly year?: number | undefined
      readonly order?: 'popular' | 'newest' | 'title' | undefined
      readonly versions?: 'all' | 'first' | undefined
      readonly listenerId?: string | undefined
      readonly market?: string | undefined
      readonly blocked?: 'left-out' | 'marked' | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly tracks: readonly ListedTrack[]
      readonly hiddenByBlocks: number
    }
  }
  /** The libraries that are followed */
  readonly 'GET /v1/library': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: {
      readonly libraries: readonly Library[]
    }
  }
  /** Read the libraries again */
  readonly 'POST /v1/library/scan': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: {
      readonly withdrawMissing?: boolean | undefined
      readonly acceptChanges?: boolean | undefined
      readonly library?: string | undefined
    } | null
    readonly answer: {
      readonly libraries: readonly LibraryScan[]
    }
  }
  /** Home */
  readonly 'GET /v1/listeners/{id}/home': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly market?: string | undefined
    }
    readonly body: undefined
    readonly answer: Home
  }
  /** What to play next */
  readonly 'POST /v1/listeners/{id}/now-playing': {
    readonly params: {
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: {
      readonly trackId?: string | undefined
      readonly recentTrackIds?: readonly string[] | undefined
      readonly excludeTrackIds?: readonly string[] | undefined
      readonly limit?: number | undefined
      /** Where the listener is, as ISO 3166-1 alpha-2; what may not be served there is left out */
      readonly market?: string | undefined
    } | null
    readonly answer: Slate
  }
  /** Tracks like a track */
  readonly 'GET /v1/tracks/{id}/similar': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly market?: string | undefined
      readonly limit?: number | undefined
      readonly listenerId?: string | undefined
    }
    readonly body: undefined
    readonly answer: Slate
  }
  /** Start a session */
  readonly 'POST /v1/sessions': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: {
      readonly listenerId: string
      readonly seed: {
        readonly kind: 'track' | 'artist' | 'tag'
        readonly id: string
      }
    }
    readonly answer: StartedSession
  }
  /** What follows in a session */
  readonly 'GET /v1/sessions/{id}/next': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly limit?: number | undefined
      readonly trackId?: string | undefined
      readonly market?: string | undefined
    }
    readonly body: undefined
    readonly answer: Slate
  }
  /** Send events of a session */
  readonly 'POST /v1/sessions/{id}/events': {
    readonly params: {
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: readonly Omit<IncomingEvent, 'listenerId' | 'sessionId'>[]
    readonly answer: EventsTaken
  }
  /** What a listener has blocked */
  readonly 'GET /v1/listeners/{id}/blocks': {
    readonly params: {
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: {
      readonly blocks: readonly {
        readonly kind: 'artist' | 'track' | 'tag'
        readonly id: string
        readonly name: string
        readonly spellings?: readonly string[] | undefined
        readonly since: string
      }[]
    }
  }
  /** Block an artist, track or tag */
  readonly 'PUT /v1/listeners/{id}/blocks/{kind}/{target}': {
    readonly params: {
      readonly id: string
      readonly kind: 'artist' | 'track' | 'tag'
      readonly target: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: undefined
  }
  /** Take a block back */
  readonly 'DELETE /v1/listeners/{id}/blocks/{kind}/{target}': {
    readonly params: {
      readonly id: string
      readonly kind: 'artist' | 'track' | 'tag'
      readonly target: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: undefined
  }
  /** Tracks a listener likes, newest first */
  readonly 'GET /v1/listeners/{id}/likes': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly limit?: number | undefined
      readonly market?: string | undefined
      readonly before?: string | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly tracks: readonly ListedTrack[]
      readonly withdrawn: readonly WithdrawnTrack[]
      readonly next?: string | undefined
    }
  }
  /** What a listener played, newest first */
  readonly 'GET /v1/listeners/{id}/history': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly trackId?: string | undefined
      readonly market?: string | undefined
      readonly before?: string | undefined
      readonly limit?: number | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly plays: readonly Play[]
      readonly next?: string | undefined
    }
  }
  /** Where a listener stopped, on whatever device */
  readonly 'GET /v1/listeners/{id}/last-stop': {
    readonly params: {
      readonly id: string
    }
    readonly query: {
      readonly market?: string | undefined
      readonly before?: string | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly play?: Play | undefined
      readonly session?: Session | undefined
      readonly next?: string | undefined
    }
  }
  /** Decisions, newest first */
  readonly 'GET /v1/decisions': {
    readonly params: Readonly<Record<string, never>>
    readonly query: {
      readonly listenerId?: string | undefined
      readonly surface?: 'home' | 'now-playing' | 'session' | 'similar' | undefined
      readonly trackId?: string | undefined
      readonly from?: string | undefined
      readonly until?: string | undefined
      readonly before?: string | undefined
      readonly limit?: number | undefined
    }
    readonly body: undefined
    readonly answer: {
      readonly decisions: readonly {
        readonly requestId: string
        readonly surface: string
        readonly listenerId: string
        readonly servedAt: string
        readonly tier: 'full' | 'cached' | 'popular'
        readonly tracks: number
      }[]
      readonly next?: string | undefined
      readonly searchedTo?: string | undefined
    }
  }
  /** One decision: stages, candidates, drops with reasons, scores */
  readonly 'GET /v1/decisions/{id}': {
    readonly params: {
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: Decision
  }
  /** Make the answer again from its record */
  readonly 'POST /v1/decisions/{id}/replay': {
    readonly params: {
      readonly id: string
    }
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: Replay
  }
  /** What this server is and holds */
  readonly 'GET /v1/about': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: About
  }
  /** The process lives */
  readonly 'GET /healthz': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: {
      readonly status: 'ok'
    }
  }
  /** The server can answer */
  readonly 'GET /readyz': {
    readonly params: Readonly<Record<string, never>>
    readonly query: Readonly<Record<string, never>>
    readonly body: undefined
    readonly answer: {
      readonly ready: boolean
      readonly checks: Readonly<Record<string, string>>
      readonly notes: readonly string[]
    }
  }
}
