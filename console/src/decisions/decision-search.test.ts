import { expect, it } from 'vitest'
import { surfaceIn, surfaces } from './decision-search.ts'

it('takes the surfaces of the server from the address, and no other word', () => {
  expect(surfaces.map(surfaceIn)).toEqual(surfaces)
  for (const word of ['zzz', 'toString', '', 3, undefined]) expect(surfaceIn(word)).toBeUndefined()
})
