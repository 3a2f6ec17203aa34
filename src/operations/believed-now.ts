import { dayMs, type Instant, instant } from '#domain'

/**
 * The moment by which records may be let go. The trap closed here is a clock that leaps: set years ahead for a
 * minute, it would make every record old, and what was let go does not come back when the clock does. A leap ahead
 * of more than a day is therefore believed only when it has stood for a day of turns; until then time goes on turn
 * by turn from where it was. A server that was off looks the same, and waits that day; a size bound does not.
 */
const mostLeptMs = dayMs
const believedAfterMs = dayMs

/**
 * To be asked once a turn. `newest` is when the newest record was made, from before the first turn; without one
 * the clock is believed as it stands, since there is nothing to lose.
 */
export const createBelievedNow = (newest: Instant | undefined, turnMs: number) => {
  let believed = newest
  let doubtedMs = 0
  return (now: Instant): Instant => {
    const isLeap = believed !== undefined && now - believed > mostLeptMs
    doubtedMs = isLeap ? doubtedMs + turnMs : 0
    if (believed === undefined || !isLeap || doubtedMs > believedAfterMs) {
      believed = now
      doubtedMs = 0
    } else {
      believed = instant(believed + turnMs)
    }
    return believed
  }
}
