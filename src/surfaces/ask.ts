import {
  hourMs,
  type Instant,
  instant,
  type ListenerId,
  type RequestId,
  type SessionId,
  type TrackKey,
  trackKey,
} from '#domain'
import type { SessionSeed } from '#log'
import { calibrationOf, mostHeard } from './calibration.ts'
import { artistFinder } from './hydrators/credits.ts'
import { isRuledOut } from './hydrators/eligibility.ts'
import type { CommonQuery } from './query.ts'
import type { Reads } from './reads.ts'
import { placesInARow } from './selectors/strain.ts'
import { heard } from './session/session-tracks.ts'
import { distinctIn, recordingOf, versionThere } from './track-index.ts'

/**
 * What may be asked of a surface, and what several surfaces make of it for the part of the query that they own: what
 * the listener just heard and skipped is read here, once, so that every stage sees the same. Keys of unknown tracks are
 * left out.
 */
export interface Asking {
  readonly requestId: RequestId
  readonly asOf: Instant
  readonly listenerId?: ListenerId | undefined
  readonly limit: number
  readonly market?: string | undefined
  /** By experiment, the arm that answers. */
  readonly assignments?: Readonly<Record<string, string>> | undefined
  readonly currentKey?: TrackKey | undefined
  /** Newest first; what the player knows goes before what the log knows. */
  readonly recentKeys?: readonly TrackKey[]
  readonly excludedKeys?: readonly TrackKey[]
  readonly session?: AskedSession | undefined
}

/** With what the recipe that answers says of it. */
export interface AskedBy extends Asking, Pick<CommonQuery, 'distinctBy'> {}

export interface AskedSession {
  readonly id: SessionId
  readonly seed: SessionSeed
  readonly heardKeys: readonly TrackKey[]
  readonly skippedKeys: readonly TrackKey[]
  /** Both together, newest first. */
  readonly heardOrSkippedKeys: readonly TrackKey[]
}

/** What leads on and what stays away, for surfaces that go on from what their listener heard and skipped. */
export const whereItStands = (asking: AskedBy, reads: Reads) => {
  const { session, asOf } = asking
  const { listener } = reads
  const heardKeys = session?.heardKeys ?? listener?.recentKeys(12) ?? []
  const skipped = listener?.skippedKeys(instant(asOf - hourMs), 20) ?? []
  const skippedKeys = distinct([...skipsThatStand(asking, reads), ...skipped]).slice(0, 40)
  // What was skipped leads nowhere, even while it is the last that the player has.
  const leads = (key: TrackKey | undefined): key is TrackKey =>
    key !== undefined && !skippedKeys.includes(key)
  // A session then leads on from what was heard last.
  const playing = leads(asking.currentKey) ? asking.currentKey : (session?.heardKeys[0] ?? asking.currentKey)
  // What is not there leads as another version that is, or not at all: it is named nowhere, and nothing is found from it.
  const currentKey = leads(playing) ? versionThere(playing, reads.index) : undefined
  // Nor does what the listener has ruled out since, or it would name reasons and find its like.
  const recentKeys = distinct([...(asking.recentKeys ?? []), ...heardKeys]).filter(
    (key) => key !== currentKey && leads(key) && reads.index.present[key] === 1 && !isRuledOut(key, reads),
  )
  const excludedKeys = distinct([
    ...(asking.excludedKeys ?? []),
    // What the player just played may not be in the log yet.
    ...(asking.recentKeys ?? []),
    ...seedTrack(session, reads),
  ])
  const taken = [...(leads(playing) ? [playing] : []), ...excludedKeys, ...skippedKeys]
  return {
    ...(currentKey !== undefined && { currentKey }),
    recentKeys: recentKeys.slice(0, 12),
    skippedKeys,
    excludedKeys,
    excludedRecordings: recordingsOf(taken, asking, reads),
    /** What is taken for playing: it was heard, though it may lead nowhere. */
    playing,
  }
}

/** What these are of that no slate has twice, each once. */
export const recordingsOf = (
  keys: readonly TrackKey[],
  by: Pick<AskedBy, 'distinctBy'>,
  { index }: Reads,
): TrackKey[] => {
  const numbered = distinctIn(index, by)
  return distinct(keys.map((key) => trackKey(recordingOf(key, numbered))))
}

/** Without what was heard again in the session since, which leads on like anything that was heard. */
const skipsThatStand = ({ session, listenerId, distinctBy }: AskedBy, reads: Reads): readonly TrackKey[] => {
  if (session === undefined || listenerId === undefined) return []
  const became = reads.tracksIn(session.id, listenerId, distinctBy)
  return session.skippedKeys.filter((key) => became(key) !== heard)
}

/** For surfaces whose tracks are played one after another: whose the row is that a slate goes on from, as `PlayingOn` has it. */
export const heardArtistsOf = (asking: Asking, playing: TrackKey | undefined, reads: Reads): number[] =>
  heardLately({ ...asking, currentKey: playing }, reads, { most: placesInARow - 1, hours: 1 }).map(
    artistFinder(reads.index, asking.session?.seed),
  )

/** What the row is kept to that a slate goes on from. */
export const calibratedTo = (asking: Asking, playing: TrackKey | undefined, reads: Reads) => {
  const hours = 3
  return calibrationOf(
    reads,
    heardLately({ ...asking, currentKey: playing }, reads, { most: mostHeard, hours }),
    reads.listener?.lastPlayedKeys(mostHeard, instant(asking.asOf - hours * hourMs)) ?? [],
  )
}

/**
 * What plays and what came before it, newest first, as far as a row of spaced places reaches back. What the listener
 * has ruled out since was heard all the same. Reported tracks go before what the log knows only where they are
 * newer than it: from the first that the log knows, its order holds, for it knows of the skips as well.
 */
const heardLately = (
  { session, asOf, currentKey, recentKeys = [] }: Asking,
  reads: Reads,
  { most, hours }: { readonly most: number; readonly hours: number },
): TrackKey[] => {
  const logged =
    session?.heardOrSkippedKeys ??
    reads.listener?.heardOrSkippedKeys(instant(asOf - hours * hourMs), most + 1) ??
    []
  const known = recentKeys.findIndex((key) => logged.includes(key))
  const unlogged = known < 0 ? recentKeys : recentKeys.slice(0, known)
  // What was heard last in a session has its place in the log.
  const playing = currentKey === undefined || currentKey === session?.heardKeys[0] ? [] : [currentKey]
  return distinct([...playing, ...unlogged, ...logged, ...recentKeys]).slice(0, most)
}

const seedTrack = (session: AskedSession | undefined, reads: Reads): readonly TrackKey[] =>
  session?.seed.kind === 'track' ? reads.seedKeys('track', session.seed.id).slice(0, 1) : []

/** Lists of some forty, for which a set costs more than it saves. */
const distinct = (keys: readonly TrackKey[]): TrackKey[] =>
  keys.filter((key, place) => keys.indexOf(key) === place)
