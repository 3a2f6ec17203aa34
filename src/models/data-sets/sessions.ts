/**
 * Listening sessions by number: what next-track models learn from. Sessions stand in the order of their end, since what is
 * known at a moment are the sessions that ended before it; events stand in the order of play. The trap closed is a session
 * put together in the order of rows: an export often has the newest first.
 */
export interface Sessions {
  /** Items are 0 … items − 1. */
  readonly items: number
  /** Session s has the events `starts[s]` up to `starts[s + 1]`. */
  readonly starts: Uint32Array
  /** Of each session, by number. */
  readonly listenerOf: Uint32Array
  /** Of each event its item, its artist (`nobody` where none is told), and when it was, in milliseconds since 1970. */
  readonly itemOf: Uint32Array
  readonly artistOf: Uint32Array
  readonly times: Float64Array
}

/** In place of an artist: none is told. */
export const nobody = 0xffffffff

/** One event of a session. */
export interface Play {
  readonly item: number
  /** `nobody` where none is told. */
  readonly artist: number
  /** Milliseconds since 1970. */
  readonly at: number
}

export const sessionCount = ({ starts }: Pick<Sessions, 'starts'>): number => Math.max(0, starts.length - 1)

/** The events of a session, in order of play. */
export const playsOf = (
  { starts, itemOf, artistOf, times }: Omit<Sessions, 'listenerOf' | 'items'>,
  session: number,
): readonly Play[] => {
  const start = starts[session] ?? 0
  const end = starts[session + 1] ?? start
  return Array.from({ length: end - start }, (_, i) => ({
    item: itemOf[start + i] ?? 0,
    artist: artistOf[start + i] ?? nobody,
    at: times[start + i] ?? 0,
  }))
}

/** In the order of their end; those that end together stay in the order in which they are given. */
export const sessionsOf = (
  items: number,
  given: readonly { readonly listener: number; readonly plays: readonly Play[] }[],
): Sessions => {
  const starts = new Uint32Array(given.length + 1)
  for (const [s, { plays }] of given.entries()) starts[s + 1] = (starts[s] ?? 0) + plays.length
  const plays = given.flatMap((session) => session.plays)
  return {
    items,
    starts,
    listenerOf: Uint32Array.from(given, ({ listener }) => listener),
    itemOf: Uint32Array.from(plays, ({ item }) => item),
    artistOf: Uint32Array.from(plays, ({ artist }) => artist),
    times: Float64Array.from(plays, ({ at }) => at),
  }
}

/** Plays by time and sessions by their end, in place; equal times keep their order. */
export const inOrderOfEnd = <Session extends { plays: Play[] }>(sessions: Session[]): Session[] => {
  for (const { plays } of sessions) plays.sort((one, other) => one.at - other.at)
  return sessions.sort((one, other) => (one.plays.at(-1)?.at ?? 0) - (other.plays.at(-1)?.at ?? 0))
}
