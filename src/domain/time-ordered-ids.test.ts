import { randomFillSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { instant } from './instants.ts'
import { createTimeOrderedIds } from './time-ordered-ids.ts'

it('writes the example of RFC 9562, appendix A.6', () => {
  const newId = createTimeOrderedIds(
    () => instant(0x017f22e279b0),
    (bytes) => bytes.fill(Buffer.from('0cc318c4dc0c0c07398f', 'hex')),
  )
  expect(newId()).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
})

it('never writes the same id twice, and later ones sort behind', () => {
  let now = 1_790_000_000_000
  const newId = createTimeOrderedIds(() => instant(now++), randomFillSync)
  const ids = Array.from({ length: 2_000 }, newId)
  expect(new Set(ids).size).toBe(2_000)
  expect(ids.toSorted()).toEqual(ids)
  now = 1_790_000_000_000
  const inOneMoment = createTimeOrderedIds(() => instant(now), randomFillSync)
  expect(new Set(Array.from({ length: 2_000 }, inOneMoment)).size).toBe(2_000)
})
