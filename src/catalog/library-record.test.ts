import { expect, it } from 'vitest'
import { trackId } from '#domain'
import { type LibraryRecord, remembering } from './library-record.ts'

it('remembers no sound of a file that stands where one is held back: it is not how that one sounds [promise: library-followed]', () => {
  const [was, is] = [trackId('was'), trackId('is')]
  const record = (id: typeof was, sound: string): LibraryRecord => ({
    path: '/music',
    label: 'music',
    files: { '01.mp3': { size: 1, modifiedMs: 1, ids: [id], sound } },
  })
  const heldBack = {
    gone: [],
    kept: new Set([was]),
    unchanged: new Set<typeof was>(),
    waiting: new Set<typeof was>(),
    why: undefined,
  }
  const { files } = remembering(record(is, 'new'), record(was, 'old'), heldBack)
  expect(files).toEqual({ '01.mp3': { size: 1, modifiedMs: -1, ids: [is, was] } })
})
