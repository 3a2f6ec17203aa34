import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createSharedTurns } from './shared-turns.ts'

test('who asks first begins first, also where what is asked for behind it would still go into this turn [promise: thread-shared]', async () => {
  const turns = createSharedTurns(100)
  const begun: string[] = []
  const asked = [
    ['first', 60],
    ['large', 60],
    ['small', 30],
    ['last', 20],
  ] as const
  const all = asked.map(([name, amount]) => turns.begin(amount).then(() => begun.push(name)))
  await Promise.resolve()
  expect(begun).toEqual(['first'])
  await nextTurn()
  expect(begun).toEqual(['first', 'large', 'small'])
  await Promise.all(all)
  expect(begun).toEqual(['first', 'large', 'small', 'last'])
})

test('all together begin no more than so much in one turn [promise: thread-shared]', async () => {
  const turns = createSharedTurns(100)
  let inTurn = 0
  let most = 0
  const each = async () => {
    for (let times = 0; times < 10; times++) {
      await turns.begin(40)
      inTurn += 40
      most = Math.max(most, inTurn)
    }
  }
  let isOver = false
  const count = async () => {
    for (; !isOver; inTurn = 0) await nextTurn()
  }
  const counting = count()
  await Promise.all([each(), each(), each()])
  isOver = true
  await counting
  expect(most).toBe(80)
})
