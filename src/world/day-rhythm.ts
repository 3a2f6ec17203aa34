import { dayMs, hourMs, type Instant, type Random } from '#domain'

/**
 * When a simulated listener listens: a chronotype (two humps over the day, earlier or later by person), more
 * in the evening and at weekends. Hours are UTC: a world has one time zone, so that an hour in its events
 * means the same for everybody.
 */
export interface DayRhythm {
  /** -2 (lark) to +2 (owl): hours by which the whole day is shifted. */
  readonly chronotypeHours: number
  /** Starts of sessions on the day beginning at `midnight` (UTC), ascending. */
  sessionStarts(midnight: Instant, random: Random): number[]
}

const wrappedHours = (hour: number): number => ((hour % 24) + 24) % 24
const hump = (hour: number, peak: number, width: number): number => {
  const apart = Math.abs(wrappedHours(hour) - peak)
  const distance = Math.min(apart, 24 - apart)
  return Math.exp((-distance * distance) / (2 * width * width))
}

/** Monday to Sunday; weekends have later mornings and more music. */
const weekdayFactor = [0.95, 0.9, 0.92, 1, 1.1, 1.2, 1.05]

/** Number of events of a Poisson process (Knuth), for small means. */
const poisson = (mean: number, random: Random): number => {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.next(); product > limit; product *= random.next()) count++
  return count
}

const cumulativeHours = (chronotypeHours: number, weekend: boolean): Float64Array => {
  const sums = new Float64Array(24)
  let total = 0
  for (let hour = 0; hour < 24; hour++) {
    const at = hour + 0.5 - chronotypeHours - (weekend ? 1.5 : 0)
    total += 0.02 + (weekend ? 0.5 : 0.8) * hump(at, 8.5, 1.6) + 0.35 * hump(at, 13, 2) + hump(at, 19.5, 2.6)
    sums[hour] = total
  }
  return sums.map((sum) => sum / total)
}

export const createDayRhythm = (chronotypeHours: number, sessionsPerDay: number): DayRhythm => {
  const workday = cumulativeHours(chronotypeHours, false)
  const weekend = cumulativeHours(chronotypeHours, true)
  return {
    chronotypeHours,
    sessionStarts: (midnight, random) => {
      // 1 January 1970 was a Thursday: day 3 of a week that starts on Monday.
      const weekday = (Math.floor(midnight / dayMs) + 3) % 7
      const hours = weekday >= 5 ? weekend : workday
      const starts: number[] = []
      for (let left = poisson(sessionsPerDay * (weekdayFactor[weekday] ?? 1), random); left > 0; left--) {
        const draw = random.next()
        let hour = 0
        while (hour < 23 && (hours[hour] ?? 1) <= draw) hour++
        starts.push(midnight + Math.floor((hour + random.next()) * hourMs))
      }
      return starts.sort((a, b) => a - b)
    },
  }
}
