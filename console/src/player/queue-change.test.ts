import { expect, test } from 'vitest'
import { queueChange } from './queue-change.ts'

test('a row that moves up because the one above was taken is no change', () => {
  expect(queueChange(['b', 'c', 'd'], ['b', 'c', 'd', 'e'], 'skip')?.text).toBe(
    'Same tracks next after your skip',
  )
})

test('tracks that left are counted, not the ones that filled the end', () => {
  const change = queueChange(['b', 'c', 'd'], ['b', 'x', 'y', 'z'], 'like')
  expect(change?.text).toBe('2 tracks changed after your like')
  expect(change?.left).toEqual(['c', 'd'])
  expect(change?.entered).toEqual(['x', 'y', 'z'])
})

test('tracks that came in between those that stayed are told', () => {
  expect(queueChange(['b', 'c'], ['x', 'b', 'c', 'd'], 'skip')?.text).toBe('1 track came in after your skip')
})

test('the same tracks in another order have moved', () => {
  expect(queueChange(['a', 'b', 'c'], ['b', 'a', 'c'], 'finish')?.text).toBe('2 tracks moved after your play')
})

test('a queue that was empty has nothing to compare with', () => {
  expect(queueChange([], ['a'], 'start')).toBeUndefined()
})
