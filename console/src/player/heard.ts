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

export type Leaving =
  | 'skip'
  | 'end'
  /** Going back, switching listener, after a dislike or block that has said enough, or when nobody chose to. */
  | 'quietly'

/**
 * What leaving a track says about it: it was played when enough of it was heard, and leaving it before that by
 * choice is a skip. The trap closed here is a judgment read into silence: without any sound, whether it was late,
 * on its way or not to be had, nothing was heard that could be judged.
 */
export const judgmentOf = (
  sound: Readonly<Record<'heardMs' | 'durationMs', number> & Record<'playing' | 'waiting', boolean>>,
  how: Leaving,
): 'played' | 'skipped' | undefined => {
  if (isEnough(sound.heardMs, sound.durationMs)) return 'played'
  const sounded = sound.heardMs > 0 || (sound.playing && !sound.waiting)
  return how === 'skip' && sounded ? 'skipped' : undefined
}
