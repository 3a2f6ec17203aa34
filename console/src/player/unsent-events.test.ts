import { expect, test } from 'vitest'
import type { BrowserStorage } from '../browser-storage.ts'
import { openUnsent, type Unsent } from './unsent-events.ts'

/** One browser's storage, with room for so many characters in all, as its pages share it. */
const openStorage = (room = Number.POSITIVE_INFINITY): BrowserStorage => {
  const kept = new Map<string, string>()
  return {
    names: (prefix) => [...kept.keys()].filter((name) => name.startsWith(prefix)),
    read: (name) => kept.get(name),
    write: (name, value) => {
      const others = [...kept].flatMap(([other, text]) => (other === name ? [] : [text]))
      if ([...others, value].join('').length > room) return false
      kept.set(name, value)
      return true
    },
    remove: (name) => void kept.delete(name),
  }
}
const event = (id: string, at = 0) =>
  ({ id, at, type: 'track.liked', listenerId: 'me', trackId: id }) as const
const idsOf = (page: Unsent) => page.first(10_000).map(({ id }) => id)
/** What a page opened now would send. */
const idsIn = (storage: BrowserStorage) => idsOf(openUnsent(storage, 'next'))

test('two open pages keep what each of them has to send, and the next page sends what both left', () => {
  const storage = openStorage()
  const [one, other] = [openUnsent(storage, 'one'), openUnsent(storage, 'other')]
  one.add(event('a'))
  other.add(event('b'))
  one.add(event('c'))
  expect(idsIn(storage).toSorted()).toEqual(['a', 'b', 'c'])
  expect(idsIn(storage).toSorted()).toEqual(['a', 'b', 'c'])
})

test('what the server has answered for is forgotten, and nothing else', () => {
  const storage = openStorage()
  const page = openUnsent(storage, 'one')
  for (const id of ['a', 'b', 'c']) page.add(event(id))
  page.remove(page.first(2))
  expect(page.count()).toBe(1)
  expect(idsIn(storage)).toEqual(['c'])
  page.remove(page.first(1))
  const last = openUnsent(storage, 'two')
  last.remove(last.first(1))
  expect(storage.names('')).toEqual([])
})

test('a page that has its events sent by another keeps on keeping what it has', () => {
  const storage = openStorage()
  const one = openUnsent(storage, 'one')
  one.add(event('a'))
  const newer = openUnsent(storage, 'newer')
  newer.remove(newer.first(1))
  one.add(event('b'))
  expect(newer.count()).toBe(0)
  expect(idsIn(storage)).toEqual(['a', 'b'])
})

test('what another page has left is taken over in a full browser too, and is not sent again at each load', () => {
  const left = [event('a'), event('b'), event('c')]
  const storage = openStorage(JSON.stringify(left).length)
  const closed = openUnsent(storage, 'closed')
  for (const one of left) expect(closed.add(one)).toBe(true)
  const page = openUnsent(storage, 'page')
  expect(page.add(event('d'))).toBe(false)
  page.remove(page.first(2))
  expect(idsIn(storage)).toEqual(['c'])
  page.remove(page.first(2))
  expect(storage.names('')).toEqual([])
  expect(idsIn(storage)).toEqual([])
})

test('an open page sends what a page has left that was closed since', () => {
  const storage = openStorage()
  const [open, closed] = [openUnsent(storage, 'open'), openUnsent(storage, 'closed')]
  closed.add(event('a'))
  expect(open.count()).toBe(0)
  open.takeOver()
  open.takeOver()
  expect(idsOf(open)).toEqual(['a'])
  open.remove(open.first(1))
  expect(storage.names('')).toEqual([])
})

test('what several pages have left is sent in the order in which it happened', () => {
  const storage = openStorage()
  const [one, other] = [openUnsent(storage, 'one'), openUnsent(storage, 'other')]
  one.add(event('third', 3))
  other.add({ ...event('second'), at: new Date(2).toISOString() })
  other.add(event('fourth', 4))
  storage.write('segue.unsent-events/older', JSON.stringify([event('first', 1)]))
  expect(idsIn(storage)).toEqual(['first', 'second', 'third', 'fourth'])
})

test('the last word stays the last where the clock was set back between two, whatever other pages have left', () => {
  const storage = openStorage()
  const [one, other] = [openUnsent(storage, 'one'), openUnsent(storage, 'other')]
  one.add(event('like', 5))
  one.add(event('unlike', 1))
  other.add(event('between', 3))
  expect(idsIn(storage)).toEqual(['between', 'like', 'unlike'])
  for (const page of [one, other]) page.takeOver()
  expect(idsOf(one)).toEqual(['between', 'like', 'unlike'])
  // Told before the page next to it was asked again, and after.
  one.add(event('like again', 2))
  other.takeOver()
  for (const page of [one, other]) expect(idsOf(page)).toEqual(['between', 'like', 'unlike', 'like again'])
})

test('a long time without a line loses nothing, and what an older console left is sent as well', () => {
  const storage = openStorage()
  storage.write('segue.unsent-events', JSON.stringify([event('old')]))
  const page = openUnsent(storage, 'one')
  for (let place = 0; place < 601; place++) expect(page.add(event(`e${place}`))).toBe(true)
  expect(idsIn(storage)).toHaveLength(602)
})

test('a full browser is told of, and loses none of what it has', () => {
  const storage = openStorage(200)
  const page = openUnsent(storage, 'one')
  expect(page.add(event('a'))).toBe(true)
  for (const id of ['b', 'c', 'd', 'e']) page.add(event(id))
  expect(page.add(event('f'))).toBe(false)
  expect(page.count()).toBe(6)
  expect(idsIn(storage)[0]).toBe('a')
})

test('scribbled text is as if nothing were left', () => {
  const storage = openStorage()
  storage.write('segue.unsent-events/broken', '[{')
  storage.write('segue.unsent-events/other', '"words"')
  expect(idsIn(storage)).toEqual([])
})
