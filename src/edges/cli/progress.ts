import { type Clock, counted, minuteMs, secondMs } from '#domain'
import type { Doing } from '#edges/http'

/**
 * Progress that a person can read: one line a step, with a bar, a rate and the time left, redrawn in place on a
 * terminal and printed every few seconds elsewhere. It writes to the error stream, so that results can be piped.
 */
export interface Progress {
  /** `words` is what is done in a few more words, for whoever asks a server that is not open yet. */
  start(title: string, words?: string): Step
  /** A plain line between steps. */
  say(line: string): void
}

export interface Step {
  /** `done` of `total`, in a `unit` that is named as one of it is; cheap enough to call for every batch. */
  update(done: number, total: number, unit: string): void
  finish(summary: string): void
}

export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface ProgressOptions {
  readonly screen: Screen
  readonly clock: Clock
  /** Told what the screen is told, at every update. */
  readonly tell?: ((doing: Doing) => void) | undefined
}

const redrawMs = 80
const printMs = 3 * secondMs
const barWidth = 24

export const createProgress = ({ screen, clock, tell }: ProgressOptions): Progress => ({
  say: (line) => void screen.write(`${line}\n`),
  start(title, words = title) {
    const startedAt = clock()
    tell?.({ words })
    let shownAt = 0
    const show = (line: string) => screen.write(screen.isTTY ? `\r\x1b[2K${line}` : `${line}\n`)
    if (screen.isTTY) show(`  ${title} …`)
    return {
      update(done, total, unit) {
        const now = clock()
        tell?.(doingOf(words, done, total, unit, now - startedAt))
        if (now - shownAt < (screen.isTTY ? redrawMs : printMs)) return
        // The first report elsewhere waits as well: a step that takes a second needs one line, not two.
        if (!screen.isTTY && shownAt === 0 && now - startedAt < printMs) return
        shownAt = now
        show(`  ${title.padEnd(11)} ${bar(done, total)} ${describe(done, total, unit, now - startedAt)}`)
      },
      finish(summary) {
        show(`✓ ${title.padEnd(11)} ${summary} (${lengthOf(clock() - startedAt)})`)
        if (screen.isTTY) screen.write('\n')
      },
    }
  },
})

const bar = (done: number, total: number): string => {
  const filled = total > 0 ? Math.round(barWidth * Math.min(1, done / total)) : 0
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
}

const describe = (done: number, total: number, unit: string, tookMs: number): string => {
  const share = total > 0 ? `${Math.floor((100 * done) / total)}%` : ''
  const leftMs = leftOf(done, total, tookMs)
  const left = leftMs === undefined ? '' : `${lengthOf(leftMs)} left`
  return [share, doneOf(done, total, unit), rateOf(done, unit, tookMs), left].filter(Boolean).join(' · ')
}

const doneOf = (done: number, total: number, unit: string): string =>
  `${count(Math.floor(done))} of ${counted(total, unit)}`

/** Empty where it is less than one a second. */
const rateOf = (done: number, unit: string, tookMs: number): string => {
  const perSecond = tookMs > 0 ? (done / tookMs) * secondMs : 0
  return perSecond >= 1 ? `${counted(Math.round(perSecond), unit)}/s` : ''
}

/** Undefined where nobody can tell yet, and when nothing is left. */
const leftOf = (done: number, total: number, tookMs: number): number | undefined =>
  done > 0 && tookMs > 0 && total > done ? ((total - done) * tookMs) / done : undefined

const doingOf = (words: string, done: number, total: number, unit: string, tookMs: number): Doing => {
  const leftMs = leftOf(done, total, tookMs)
  const left = leftMs === undefined ? '' : `about ${roughly(leftMs)} left`
  const far = [doneOf(done, total, unit), rateOf(done, unit, tookMs), left].filter(Boolean).join(', ')
  return { words: `${words}: ${far}`, leftMs }
}

const roughly = (lengthMs: number): string =>
  lengthMs < minuteMs ? `${Math.ceil(lengthMs / secondMs)} s` : lengthOf(lengthMs)

/** "21,502". */
export const count = (value: number): string => value.toLocaleString('en-US')

/** "0.4 s", "12 s", "3 min 5 s". */
export const lengthOf = (lengthMs: number): string => {
  if (lengthMs < 10 * secondMs) return `${(lengthMs / secondMs).toFixed(1)} s`
  if (lengthMs < minuteMs) return `${Math.round(lengthMs / secondMs)} s`
  return `${Math.floor(lengthMs / minuteMs)} min ${Math.round((lengthMs % minuteMs) / secondMs)} s`
}
