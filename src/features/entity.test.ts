import { expect, test } from 'vitest'
import { listenerId, sessionId } from '#domain'
import { entity, listenerInSession, parseEntity } from './entity.ts'

test('a name is read back into its kind and id, colons in the id included [promise: states-apart]', () => {
  expect(parseEntity(entity('tag', 'era:1970s'))).toEqual({ kind: 'tag', id: 'era:1970s' })
  expect(parseEntity(entity('track', ''))).toEqual({ kind: 'track', id: '' })
})

test.each(['', 'track', 'album:1', ':1', 'Track:1'])('a name that is none is refused: "%s"', (name) => {
  expect(() => parseEntity(name)).toThrow(expect.objectContaining({ code: 'corrupt-record' }))
})

test('whoever is named one after another, each has a name of their own, and the same one again [promise: states-apart]', () => {
  const kinds = ['track', 'artist', 'tag', 'listener', 'session'] as const
  const ids = ['a', 'b', 'a:b', '', 'a']
  const named = ids.flatMap((id) => kinds.map((kind) => [entity(kind, id), `${kind}:${id}`]))
  for (const [name, expected] of named) expect(name).toBe(expected)
})

test('what a listener does in a session is told from what anybody does in any other, whatever the ids [promise: states-apart]', () => {
  const pairs = ['a', 'b', 'a,a', '["a","b"]', 'a","b', ''].flatMap((listener, _, ids) =>
    ids.map((session) => [listenerId(listener), sessionId(session)] as const),
  )
  const names = pairs.map(([listener, session]) => listenerInSession(listener, session))
  expect(new Set(names).size).toBe(pairs.length)
  expect(pairs.map(([listener, session]) => listenerInSession(listener, session))).toEqual(names)
  // Also where the session stays and the listener is another.
  const turned = pairs.toSorted(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0))
  expect(new Set(turned.map(([listener, session]) => listenerInSession(listener, session)))).toEqual(
    new Set(names),
  )
  // And from the session itself.
  expect(names).not.toContain(entity('session', 'a'))
})
