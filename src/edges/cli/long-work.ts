import { setImmediate as nextTurn } from 'node:timers/promises'
import { counted } from '#domain'
import type { RowsRead, Step as WorkStep } from '#models'
import type { Outside } from './platform.ts'
import { createProgress, type Step } from './progress.ts'

/**
 * Long work of a command: it is shown as it goes, it can be stopped by Ctrl-C between any two of its steps, and what it
 * took is measured. The trap is work that never hands the thread back: a signal that comes meanwhile is not heard.
 */
const breathMs = 40

export const createLongWork = (outside: Outside) => {
  const progress = createProgress(outside)
  const startedAt = outside.clock()
  const cpuBeforeMs = outside.usage().cpuMs
  let breathedAt = startedAt
  const breathe = async (): Promise<void> => {
    const now = outside.clock()
    if (now - breathedAt < breathMs) return
    breathedAt = now
    await nextTurn()
    outside.signal.throwIfAborted()
  }
  return {
    /** Runs steps to their end, a line of progress for each thing they are doing. */
    async run<Result>(steps: Generator<WorkStep, Result>): Promise<Result> {
      let shown: Step | undefined
      let doing = ''
      let last = ''
      for (;;) {
        const step = steps.next()
        if (step.done || step.value.doing !== doing) shown?.finish(last)
        if (step.done) return step.value
        const { done, total, unit } = step.value
        if (step.value.doing !== doing) {
          doing = step.value.doing
          shown = progress.start(doing)
        }
        last = counted(total, unit)
        shown?.update(done, total, unit)
        await breathe()
      }
    },
    /** Reads, its progress a share of the whole. */
    async read<Result>(
      title: string,
      work: (breathe: (fraction: number) => Promise<void>) => Promise<Result>,
    ) {
      const shown = progress.start(title)
      const result = await work(async (fraction) => {
        shown.update(fraction * 100, 100, 'hundredth')
        await breathe()
      })
      return { result, finish: (summary: string) => shown.finish(summary) }
    },
    say: progress.say,
    /** One line a reason. */
    sayRefused({ refused }: RowsRead): void {
      for (const [reason, rows] of Object.entries(refused))
        progress.say(`  ${counted(rows, 'row')} refused: ${reason}`)
    },
    cost: () => {
      const { cpuMs, peakMemoryBytes } = outside.usage()
      return {
        wallS: (outside.clock() - startedAt) / 1_000,
        cpuS: (cpuMs - cpuBeforeMs) / 1_000,
        peakMemoryMiB: Math.round(peakMemoryBytes / 1_048_576),
      }
    },
  }
}

export type LongWork = ReturnType<typeof createLongWork>
