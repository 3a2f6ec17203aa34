/**
 * How much of a track was really heard: the steps its own clock makes while it sounds, in milliseconds. The
 * wall clock would count silence while audio loads, and a position would count what a seek leapt over.
 */
export interface Heard {
  /** The clock stands here now, having got there by playing; `audible` when that could be heard. */
  moved(positionMs: number, audible: boolean): void
  /** The clock was put here: by a seek, or because another track began. */
  jumped(positionMs: number): void
  /** Begins another count, from `totalMs` when the track was heard in part before. */
  restart(positionMs: number, totalMs: number): void
  totalMs(): number
}

export const createHeard = (): Heard => {
  let lastMs = 0
  let totalMs = 0
  return {
    moved: (positionMs, audible) => {
      if (audible) totalMs += Math.max(0, positionMs - lastMs)
      lastMs = positionMs
    },
    jumped: (positionMs) => {
      lastMs = positionMs
    },
    restart: (positionMs, total) => {
      lastMs = positionMs
      totalMs = total
    },
    totalMs: () => totalMs,
  }
}

const enoughMs = 30_000

/** A track counts as played after 30 s of it, or half of a shorter one. */
export const isEnough = (heardMs: number, durationMs: number): boolean =>
  heardMs >= enoughMs || (durationMs > 0 && heardMs >= durationMs / 2)
