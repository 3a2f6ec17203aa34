import { expect, test } from 'vitest'
import { entity, parseEntity } from './entity.ts'

test('a name is read back into its kind and id, colons in the id included', () => {
  expect(parseEntity(entity('tag', 'era:1970s'))).toEqual({ kind: 'tag', id: 'era:1970s' })
  expect(parseEntity(entity('track', ''))).toEqual({ kind: 'track', id: '' })
})

test.each(['', 'track', 'album:1', ':1', 'Track:1'])('a name that is none is refused: "%s"', (name) => {
  expect(() => parseEntity(name)).toThrow(expect.objectContaining({ code: 'corrupt-record' }))
})
