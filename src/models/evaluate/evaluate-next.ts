import { createHeardBySession, type HeardBySession } from '../data-sets/heard-by-session.ts'
import type { ReadSession } from '../data-sets/read-sessions.ts'
import { nobody } from '../data-sets/sessions.ts'
import type { Step } from '../learner.ts'
import type { NextItems, NextScorer } from '../next-scorer.ts'

/**
 * What comes next against what came: every event of a held-out session but its first, asked with the events before it. What was
 * heard may come again, and an event whose item no training knew counts as any other: nobody can be right about it, and a
 * measure that leaves it out flatters all. A mean over all events; the bootstrap draws sessions.
 */
export interface NextQuestion {
  /** In the order of their end; by the numbers of the training tables, what is beyond them is new. */
  readonly train: readonly ReadSession[]
  readonly holdout: readonly ReadSession[]
  /** Ascending. */
  readonly ks: readonly number[]
  /** Held-out sessions count for those that begin after their end, as where it serves. */
  readonly incremental: boolean
  /** With the number of events that the list was asked with. */
  readonly told?: ((session: ReadSession, position: number, list: NextItems) => void) | undefined
}

export interface NextMeasured {
  /** The judged, in the order of the holdout. */
  readonly sessions: readonly ReadSession[]
  /** 'hr@20', 'mrr@20', 'artist hr@20', 'artist mrr@20' → one value a judged session, the mean over its events. */
  readonly values: Readonly<Record<string, readonly number[]>>
  /** Of each judged session the events that were asked for. */
  readonly events: readonly number[]
  /** Of these, whose item, and whose artist, no training session had. */
  readonly newItems: number
  readonly newArtists: number
  /** Sessions with one event: nothing comes next. */
  readonly single: number
}

export function* evaluateNext(scorer: NextScorer, question: NextQuestion): Generator<Step, NextMeasured> {
  const { train, holdout, ks } = question
  const known = knownOf(train)
  const artistOf = artistsOf([...train, ...holdout])
  const heard = createHeardBySession(train)
  const judged = new Map<ReadSession, Record<string, number>>()
  const counts = { newItems: 0, newArtists: 0, single: 0 }
  const ended = question.incremental ? endedBefore(holdout, scorer, heard) : () => undefined
  for (const [done, session] of inOrderOfStart(holdout).entries()) {
    yield { doing: 'Lists', done, total: holdout.length, unit: 'session' }
    if (session.plays.length < 2) {
      counts.single++
      continue
    }
    ended(session.plays[0]?.at ?? 0)
    for (const { item, artist } of session.plays.slice(1)) {
      if (!known.items.has(item)) counts.newItems++
      if (!known.artists.has(artist)) counts.newArtists++
    }
    judged.set(session, judge(scorer, heard, session, artistOf, question))
  }
  const sessions = holdout.filter((session) => judged.has(session))
  const events = sessions.map(({ plays }) => plays.length - 1)
  return { sessions, values: columnsOf(sessions, judged, ks), events, ...counts }
}

const measureNames = (ks: readonly number[]): string[] =>
  ['', 'artist '].flatMap((by) => ks.flatMap((k) => [`${by}hr@${k}`, `${by}mrr@${k}`]))

const columnsOf = (
  sessions: readonly ReadSession[],
  judged: ReadonlyMap<ReadSession, Record<string, number>>,
  ks: readonly number[],
): Record<string, number[]> =>
  Object.fromEntries(
    measureNames(ks).map((name) => [name, sessions.map((session) => judged.get(session)?.[name] ?? 0)]),
  )

/** The means over the events of one session. */
const judge = (
  scorer: NextScorer,
  heard: HeardBySession,
  session: ReadSession,
  artistOf: ReadonlyMap<number, number>,
  { ks, told }: NextQuestion,
): Record<string, number> => {
  const { plays, listener } = session
  const sums: Record<string, number> = Object.fromEntries(measureNames(ks).map((name) => [name, 0]))
  const open = scorer.open(heard.historyOf(listener))
  for (const [i, play] of plays.entries()) {
    const next = plays[i + 1]
    if (next === undefined) break
    open.heard(play)
    const list = open.top(ks.at(-1) ?? 0)
    told?.(session, i + 1, list)
    const place = list.items.indexOf(next.item)
    const byArtist =
      next.artist === nobody ? -1 : list.items.findIndex((item) => artistOf.get(item) === next.artist)
    for (const k of ks)
      for (const [by, at] of [
        ['', place],
        ['artist ', byArtist],
      ] as const) {
        if (at < 0 || at >= k) continue
        sums[`${by}hr@${k}`] = (sums[`${by}hr@${k}`] ?? 0) + 1 / (plays.length - 1)
        sums[`${by}mrr@${k}`] = (sums[`${by}mrr@${k}`] ?? 0) + 1 / (at + 1) / (plays.length - 1)
      }
  }
  return sums
}

const inOrderOfStart = (sessions: readonly ReadSession[]): ReadSession[] =>
  sessions.toSorted((one, other) => (one.plays[0]?.at ?? 0) - (other.plays[0]?.at ?? 0))

/** Tells the scorer of held-out sessions, once each, when a moment after their end has come. */
const endedBefore = (holdout: readonly ReadSession[], scorer: NextScorer, heard: HeardBySession) => {
  let next = 0
  return (now: number): void => {
    for (; (holdout[next]?.plays.at(-1)?.at ?? now) < now; next++) {
      const session = holdout[next]
      if (session === undefined) return
      scorer.ended(session.plays)
      heard.add(session)
    }
  }
}

const knownOf = (train: readonly ReadSession[]) => {
  const [items, artists] = [new Set<number>(), new Set<number>()]
  for (const { plays } of train)
    for (const { item, artist } of plays) {
      items.add(item)
      if (artist !== nobody) artists.add(artist)
    }
  return { items, artists }
}

/** Of each item the artist of its latest play that names one: a table may name them now and then only. */
const artistsOf = (sessions: readonly ReadSession[]): ReadonlyMap<number, number> => {
  const artists = new Map<number, number>()
  for (const { plays } of sessions)
    for (const { item, artist } of plays) if (artist !== nobody) artists.set(item, artist)
  return artists
}
