import { creditsOf, dayMs, type Instant, type Track } from '#domain'
import type { Reason } from '#surfaces'
import { now } from './small-world.ts'

/**
 * Each claim of a reason or a shelf held against a plain count over the events, which shares no code with what wrote
 * it.
 */
export interface Told {
  readonly type: 'track.played' | 'track.skipped' | 'track.liked' | 'track.disliked'
  readonly id: string
  readonly at: Instant
  readonly listenerId: string
  readonly trackId: string
  readonly sessionId?: string
  readonly positionMs?: number
}

/** What the log says, counted without any of the code that serves. */
export const countIn = (log: readonly Told[], tracks: readonly Track[], vectorOf: VectorOf) => {
  const trackOf = new Map<string, Track>(tracks.map((track) => [track.id, track]))
  const plays = log.filter(({ type }) => type === 'track.played')
  const recordingOf = (id: string) => trackOf.get(id)?.recordingId
  /** A play loses half its weight every fourteen days. */
  const weighted = new Map<string, number>()
  for (const { trackId, at } of plays) {
    weighted.set(trackId, (weighted.get(trackId) ?? 0) + 2 ** (-(now - at) / (14 * dayMs)))
  }
  return {
    trackOf,
    playsOf: (listener: string, fits: (track: Track) => boolean) =>
      plays.filter((play) => {
        const track = trackOf.get(play.trackId)
        return play.listenerId === listener && track !== undefined && fits(track)
      }).length,
    playsOfTrack: (id: string) => plays.filter(({ trackId }) => trackId === id).length,
    /** Plays of `later` for which a play of `earlier` stands at most so many places before it in the session. */
    playedAfter: (earlier: string, later: string, places: number) =>
      [...Map.groupBy(plays, ({ sessionId }) => sessionId).values()].flatMap((session) =>
        session.filter(
          ({ trackId }, place) =>
            trackId === later &&
            session.slice(Math.max(0, place - places), place).some((play) => play.trackId === earlier),
        ),
      ),
    aboutRecording: (listener: string, id: string) =>
      log.filter((event) => event.listenerId === listener && recordingOf(event.trackId) === recordingOf(id)),
    /** No more than so many are as new as it, itself among them; a track without a date is newer than none. */
    isNewest: ({ year }: Track) =>
      year !== undefined &&
      tracks.filter((other) => (other.year ?? 0) >= year).length <=
        Math.min(80, Math.ceil(tracks.length / 4)),
    isAddedLast: (track: Track) => tracks.indexOf(track) >= tracks.length - 40,
    isMostPlayed: ({ id }: Track, tag?: string) => {
      const rivals = tracks.filter(({ tags }) => tag === undefined || tags.includes(tag))
      const own = weighted.get(id) ?? 0
      const more = rivals.filter((other) => (weighted.get(other.id) ?? 0) > own * (1 + 1e-9))
      return own > 0 && rivals.some((other) => other.id === id) && more.length < 40
    },
    cosine: (one: string, other: string) => cosineOf(vectorOf(one), vectorOf(other)),
    /** A credit or release of at most half of the tracks, or a tag that is on fewer the more tracks there are. */
    tellingInCommon: (one: Track, other: Track): boolean => {
      const few = (most: number, has: (track: Track) => boolean) =>
        [one, other].every(has) && tracks.filter(has).length <= most
      const tagged = (1 + tracks.length) ** 0.8 - 1
      return (
        one.tags.some(
          (tag) =>
            tag !== 'compilation' &&
            few(Math.min(tagged, tracks.length / 2), ({ tags }) => tags.includes(tag)),
        ) ||
        creditsOf(one).some(({ id }) =>
          few(tracks.length / 2, (track) => creditsOf(track).some((by) => by.id === id)),
        ) ||
        (one.release !== undefined &&
          few(tracks.length / 2, ({ release }) => release?.id === one.release?.id))
      )
    },
    tagShare: (tag: string) => tracks.filter(({ tags }) => tags.includes(tag)).length / tracks.length,
  }
}
export type Count = ReturnType<typeof countIn>
type VectorOf = (id: string) => Float32Array | undefined

const cosineOf = (one: Float32Array | undefined, other: Float32Array | undefined): number => {
  if (one === undefined || other === undefined) return Number.NaN
  const product = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0)
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other))
}

/** True when the log bears the sentence out. */
export const holds = (count: Count, listener: string, track: Track, reason: Reason): boolean => {
  const { text } = reason
  const about = count.aboutRecording(listener, track.id)
  switch (reason.code) {
    case 'played-after': {
      const from = reason.trackId ?? ''
      const soon = count.playedAfter(from, track.id, 3)
      return (
        text === `Often played after “${count.trackOf.get(from)?.title}”` &&
        soon.length >= 3 &&
        new Set(soon.map(({ listenerId }) => listenerId)).size > 1 &&
        soon.length > count.playedAfter(track.id, from, 3).length &&
        count.playedAfter(from, track.id, 10).length > count.playedAfter(track.id, from, 10).length
      )
    }
    case 'artist-you-play': {
      const artist = creditsOf(track).find(({ id }) => id === reason.artistId)
      const times = count.playsOf(listener, (other) => creditsOf(other).some(({ id }) => id === artist?.id))
      return (
        (text === `You play ${artist?.name}` && times >= 2) ||
        (text === `You have played ${artist?.name}` && times >= 1)
      )
    }
    case 'tag-you-play': {
      const tag = reason.tag ?? ''
      return (
        text === `You play ${tag}` &&
        tag !== 'compilation' &&
        track.tags.includes(tag) &&
        count.tagShare(tag) <= 0.5 &&
        count.playsOf(listener, ({ tags }) => tags.includes(tag)) >= 2
      )
    }
    case 'liked-before': {
      const ratings = about.filter(({ type }) => type === 'track.liked' || type === 'track.disliked')
      // The last word on the recording, on whatever version.
      return text === 'You liked this' && ratings.at(-1)?.type === 'track.liked'
    }
    case 'heard-before': {
      const played = about.filter(({ type }) => type === 'track.played')
      const days = (now - Math.max(...played.map(({ at }) => at))) / dayMs
      const said = Number(text.match(/(\d+) days ago$/)?.[1] ?? Number.NaN)
      if (!text.startsWith('You last played this ')) return false
      if (text.endsWith('within a day')) return days <= 1
      if (text.endsWith('a day ago')) return days >= 0.999 && days <= 2.001
      if (text.endsWith('days ago')) return Math.abs(days - 0.5 - said) <= 0.501
      return text.endsWith('months ago') && days >= 59.99
    }
    case 'popular':
      return text === 'Often played here' && count.playsOfTrack(track.id) >= 3
    case 'explore':
      return (
        text === 'From the catalogue' ||
        (text === 'Something you have not heard here yet' && about.length === 0)
      )
    case 'seed-tag':
      return track.tags.includes(reason.tag ?? '')
    case 'seed-artist':
      return (text.startsWith('By') ? track.artists : track.featured).some(({ id }) => id === reason.artistId)
    case 'sounds-like': {
      const near = count.trackOf.get(reason.trackId ?? '')
      return near !== undefined && text === `Close in style to “${near.title}”` && isClose(count, near, track)
    }
    case 'shares-tag': {
      const [like, tag] = [count.trackOf.get(reason.trackId ?? ''), reason.tag ?? '']
      return (
        like?.tags.includes(tag) === true &&
        track.tags.includes(tag) &&
        text === `Tagged ${tag}, like “${like.title}”` &&
        tag !== 'compilation' &&
        count.tagShare(tag) <= 0.5
      )
    }
    case 'new-release':
      return text === 'Among the newest in the catalogue' && count.isNewest(track)
    case 'same-artist':
      return false
  }
}

const isClose = (count: Count, one: Track, other: Track): boolean =>
  count.cosine(one.id, other.id) >= 0.4 && count.tellingInCommon(one, other)

/** What a shelf claims, of the listener and of each track on it; a caption that nobody recounts does not hold. */
export const shelfHolds = (count: Count, listener: string, { title, why, tracks }: ToldShelf): boolean => {
  const quoted = title.match(/^Because you played “(.*)”$/)?.[1]
  if (quoted !== undefined) {
    const named = [...count.trackOf.values()].filter((track) => track.title === quoted)
    const isNear = (track: Track) => named.some((one) => isClose(count, one, track))
    return (
      count.playsOf(listener, (track) => named.includes(track)) > 0 &&
      (!why.startsWith('Nearest in style') || tracks.every(isNear))
    )
  }
  const tag = why.match(/^You play (.*)$/)?.[1]
  if (tag !== undefined) {
    const often = count.playsOf(listener, ({ tags }) => tags.includes(tag)) >= 2
    return often && tracks.every(({ tags }) => tags.includes(tag))
  }
  const of = why.match(/^From the 40 most played (?:here|in (.*)), recent plays counting more$/)
  if (of) return tracks.every((track) => count.isMostPlayed(track, of[1]))
  const inTag = why.match(/^(?:Played by people here, and tagged (.*)|Tagged (.*) in the catalogue)$/)
  if (inTag) {
    const played = inTag[1] === undefined || tracks.every(({ id }) => count.playsOfTrack(id) > 0)
    return played && tracks.every(({ tags }) => tags.includes(inTag[1] ?? inTag[2] ?? ''))
  }
  switch (why) {
    case 'By artists whose tracks you have played': {
      const played = ({ id }: { id: string }) =>
        count.playsOf(listener, (other) => creditsOf(other).some((credit) => credit.id === id)) > 0
      return tracks.every((track) => creditsOf(track).some(played))
    }
    case 'Played by people here':
      return tracks.every(({ id }) => count.playsOfTrack(id) > 0)
    case 'You have played each of these':
      return tracks.every(({ id }) => count.playsOf(listener, (track) => track.id === id) > 0)
    case 'The newest by date of release':
      return tracks.every(count.isNewest)
    case 'The newest by date of release, or added last':
      return tracks.every((track) => count.isNewest(track) || count.isAddedLast(track))
    case 'From the catalogue':
    case 'What we last showed you here':
    case 'Drawn from the whole catalogue, so every track can be met':
      return true
    default:
      return false
  }
}
export interface ToldShelf {
  readonly title: string
  readonly why: string
  readonly tracks: readonly Track[]
}
