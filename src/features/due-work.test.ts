import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { AppError } from '#domain'
import { createDueWork } from './due-work.ts'

const stopped = new AppError('not-open', 'Segue is stopping.')

describe('work that is due', () => {
  test('is told as failed to who asked for it, and what is due behind it is done [promise: listener-redacted]', async () => {
    const due = createDueWork()
    const full = new AppError('disk-full', 'Free some space.')
    const failing = expect(due.add(1, () => Promise.reject(full), true)).rejects.toBe(full)
    let isDone = false
    const behind = due.add(
      1,
      async () => {
        isDone = true
      },
      true,
    )
    await due.reach(1)
    await Promise.all([failing, behind])
    expect(isDone).toBe(true)
  })

  test('is done at its place and not before', async () => {
    const due = createDueWork()
    const done: number[] = []
    for (const place of [1, 2]) void due.add(place, async () => void done.push(place), false)
    await due.reach(1)
    expect(done).toEqual([1])
    await due.reach(2)
    expect(done).toEqual([1, 2])
  })

  test('is not done once nothing more is folded: who only waits is let go, who wanted it done is told that it was not [promise: listener-redacted]', async () => {
    const due = createDueWork()
    const done: string[] = []
    const waits = due.add(1, async () => void done.push('waits'), false)
    const wants = expect(due.add(1, async () => void done.push('wants'), true)).rejects.toBe(stopped)
    due.end(stopped)
    await Promise.all([waits, wants])
    await due.reach(1)
    await nextTurn()
    expect(done).toEqual([])
  })
})
