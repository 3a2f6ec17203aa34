import { expect, test } from 'vitest'
import { readKept } from './kept-format.ts'

/** As pages wrote it before there were shuffle and a repeat of all. */
const old = (repeat: boolean) =>
  `{"version":1,"current":{"track":{"id":"a","title":"A","artists":[],"featured":[],"tags":[]},"requestId":"r1"},"history":[],"queue":[{"track":{"id":"b","title":"B","artists":[],"featured":[],"tags":[]},"byHand":true}],"served":{"requestId":"r1","tier":"full"},"repeat":${repeat},"positionMs":1500,"heardMs":1400,"told":false}`

test('a player kept by an older page is read, its repeat as that of one track', () => {
  expect(readKept(old(true))).toMatchObject({ repeat: 'one', positionMs: 1500, told: false })
  expect(readKept(old(false))?.repeat).toBe('off')
  expect(readKept(old(true))?.queue.map((entry) => entry.track.id)).toEqual(['b'])
  expect(readKept(old(true))?.shuffle).toBeUndefined()
})

test('what is kept now is read as it was written', () => {
  const shuffle = { seed: 7, before: ['b'] }
  const kept = { ...JSON.parse(old(false)), repeat: 'all', shuffle }
  expect(readKept(JSON.stringify(kept))).toMatchObject({ repeat: 'all', shuffle })
})

test('text that is broken or of another version is as if nothing were kept', () => {
  expect(readKept('')).toBeUndefined()
  expect(readKept('{"version":1,')).toBeUndefined()
  expect(readKept('{"version":9}')).toBeUndefined()
})
