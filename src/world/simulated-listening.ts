import {
  createRandom,
  dayMs,
  type EventId,
  instant,
  minuteMs,
  type Random,
  type SessionId,
  secondMs,
  sessionId,
} from '#domain'
import type { IncomingEvent } from '#log'
import { chooseNext, type Memory, type SessionMood } from './choose-next.ts'
import type { MusicSpace } from './music-space.ts'
import { fitOf, type Taste } from './taste.ts'

/**
 * One simulated listener, event by event: sessions, choices, skips, likes. Each listener has an own stream of
 * randomness, so one more listener beside them changes nothing they do. Events come out in order of time.
 */
export interface SimulatedListening {
  /** When the next event happens; Infinity when the world has ended for this listener. */
  readonly nextAt: number
  /** That event, under the given id; moves on to the one after. */
  take(id: EventId): IncomingEvent
}

type Unnamed = (id: EventId) => IncomingEvent
interface Pending {
  readonly at: number
  readonly event: Unnamed
}

const unknownDurationMs = 210 * secondMs
const longestSession = 80
const lovedTracks = 64

/** σ(−1.1 − 1.1·logit(fit) + 0.35·skips in a row): falls with fit, rises with impatience. */
const skipProbability = (fit: number, skipsInRow: number): number =>
  1 / (1 + Math.exp(1.1 + 1.1 * Math.log(fit / (1 - fit)) - 0.35 * skipsInRow))

const startMood = (taste: Taste, random: Random): SessionMood | undefined => {
  let left = random.next()
  for (const cluster of taste.clusters) {
    left -= cluster.share
    if (left <= 0) return { cluster, chosen: [] }
  }
  const cluster = taste.clusters.at(-1)
  return cluster === undefined ? undefined : { cluster, chosen: [] }
}

/** Loved tracks are kept oldest first; hearing one again moves it to the end. */
const love = (loved: number[], track: number): void => {
  const known = loved.indexOf(track)
  if (known >= 0) loved.splice(known, 1)
  loved.push(track)
  if (loved.length > lovedTracks) loved.shift()
}

export const createSimulatedListening = (
  taste: Taste,
  space: MusicSpace,
  span: { readonly seed: string; readonly startsAt: number; readonly endsAt: number },
): SimulatedListening => {
  const random = createRandom(`${span.seed}/listening/${taste.id}`)
  const memory: Memory = { loved: [], blockedArtists: new Set() }
  const liked = new Set<number>()
  const pending: Pending[] = []
  let midnight = Math.floor(span.startsAt / dayMs) * dayMs
  let starts: number[] = []
  let now = span.startsAt
  let mood: SessionMood | undefined
  let session: SessionId = sessionId('')
  let sessions = 0
  let skipsInRow = 0

  /** Opens the next session of this or a later day; false when there is none before the end. */
  const openSession = (): boolean => {
    for (;;) {
      const start = starts.shift()
      if (start === undefined) {
        if (midnight >= span.endsAt) return false
        starts = taste.rhythm.sessionStarts(instant(midnight), random)
        midnight += dayMs
      } else if (start >= now) {
        now = start
        mood = startMood(taste, random)
        sessions++
        session = sessionId(`${taste.id}-session-${sessions}`)
        skipsInRow = 0
        return mood !== undefined
      }
    }
  }

  const about = (at: number, track: number) => ({
    at: instant(at),
    listenerId: taste.id,
    simulated: true as const,
    trackId: (space.tracks[track] ?? missingTrack(track)).id,
    sessionId: session,
  })

  const playThrough = (track: number, fit: number, durationMs: number): void => {
    const playedMs = random.next() < 0.85 ? durationMs : Math.floor(durationMs * (0.6 + 0.4 * random.next()))
    const endsAt = now + playedMs
    if (fit > 0.7 && !liked.has(track) && random.next() < 0.06) {
      liked.add(track)
      const event = about(now + Math.floor(playedMs * (0.3 + 0.6 * random.next())), track)
      pending.push({ at: event.at, event: (id) => ({ type: 'track.liked', id, ...event }) })
    }
    const event = about(endsAt, track)
    pending.push({ at: endsAt, event: (id) => ({ type: 'track.played', id, ...event, playedMs }) })
    if (random.next() < fit) love(memory.loved, track)
    skipsInRow = 0
    now = endsAt
  }

  const dislike = (track: number): void => {
    const event = about(now, track)
    pending.push({ at: now, event: (id) => ({ type: 'track.disliked', id, ...event }) })
    const artist = space.groups.artistOf(track)
    const artistId = space.groups.artistIds[artist]
    if (artistId === undefined || random.next() >= 0.12) return
    memory.blockedArtists.add(artist)
    const { at, listenerId, simulated } = event
    const target = { kind: 'artist' as const, id: artistId }
    pending.push({ at, event: (id) => ({ type: 'listener.blocked', id, at, listenerId, simulated, target }) })
  }

  /** Most skips come in the first seconds, the rest somewhere in the first three quarters. */
  const skip = (track: number, fit: number, durationMs: number): void => {
    const early = random.next() < 0.65
    const wanted = early
      ? 2 * secondMs + random.next() * 13 * secondMs
      : durationMs * (0.15 + 0.6 * random.next())
    const positionMs = Math.floor(Math.min(wanted, durationMs * 0.9))
    now += positionMs
    const event = about(now, track)
    pending.push({ at: now, event: (id) => ({ type: 'track.skipped', id, ...event, positionMs }) })
    if (fit < 0.2 && random.next() < 0.03) dislike(track)
    const lost = memory.loved.indexOf(track)
    if (lost >= 0) memory.loved.splice(lost, 1)
    skipsInRow++
  }

  /** Plays one more track of the open session, or closes it. */
  const listenOn = (): void => {
    if (mood === undefined) return
    const heard = mood.chosen.length
    const stops = heard > 0 && random.next() < 1 / taste.tracksPerSession + (skipsInRow >= 3 ? 0.12 : 0)
    const track = stops || heard >= longestSession ? -1 : chooseNext(taste, memory, mood, now, space, random)
    if (track < 0) {
      mood = undefined
      return
    }
    mood.chosen.push(track)
    now += Math.floor(random.next() * 3 * secondMs)
    if (random.next() < 0.02) now += Math.floor((1 + 8 * random.next()) * minuteMs)
    const durationMs = Math.round(space.tracks[track]?.durationMs ?? unknownDurationMs)
    const fit = fitOf(taste, track, space)
    if (random.next() < skipProbability(fit, skipsInRow)) skip(track, fit, durationMs)
    else playThrough(track, fit, durationMs)
    if (skipsInRow >= 2) mood = { ...(startMood(taste, random) ?? mood), chosen: mood.chosen }
  }

  /** Fills `pending` with the events of the next track; what would end after the world is not told. */
  const advance = (): void => {
    while (pending.length === 0) {
      if (mood === undefined && !openSession()) return
      listenOn()
    }
    if ((pending.at(-1)?.at ?? 0) >= span.endsAt) {
      pending.length = 0
      starts = []
      midnight = span.endsAt
      mood = undefined
    }
  }

  advance()
  return {
    get nextAt() {
      return pending[0]?.at ?? Number.POSITIVE_INFINITY
    },
    take: (id) => {
      const next = pending.shift()
      if (next === undefined) throw new RangeError('take() was called after the end of the world')
      if (pending.length === 0) advance()
      return next.event(id)
    },
  }
}

const missingTrack = (track: number): never => {
  throw new RangeError(`track ${track} is not in this world`)
}
