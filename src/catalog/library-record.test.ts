import { expect, it } from 'vitest'
import { trackId } from '#domain'
import { type LibraryRecord, libraryFor } from './library-record.ts'

it('counts the tracks of a library once, however often it is listed', () => {
  let looks = 0
  const file = { size: 1, modifiedMs: 1 }
  const record: LibraryRecord = {
    path: '/music',
    label: 'music',
    get files() {
      looks += 1
      return {
        'a.mp3': { ...file, ids: [trackId('a')] },
        'again/a.mp3': { ...file, ids: [trackId('a'), trackId('b')] },
      }
    },
  }
  for (let time = 0; time < 3; time++) expect(libraryFor(record)).toMatchObject({ label: 'music', tracks: 2 })
  expect(looks).toBe(1)
})
