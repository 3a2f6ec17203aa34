import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createTurns } from './turns.ts'

it('does one piece of work after another, in order, past one that fails', async () => {
  const inTurn = createTurns()
  const done: string[] = []
  const work = (name: string, turns: number) => async () => {
    done.push(`${name} begins`)
    for (let turn = 0; turn < turns; turn++) await nextTurn()
    if (name === 'second') throw new Error('no')
    done.push(`${name} ends`)
    return name
  }
  const all = [inTurn(work('first', 3)), inTurn(work('second', 1)), inTurn(work('third', 0))]
  expect(await Promise.allSettled(all)).toMatchObject([
    { value: 'first' },
    { reason: { message: 'no' } },
    { value: 'third' },
  ])
  expect(done).toEqual(['first begins', 'first ends', 'second begins', 'third begins', 'third ends'])
})
