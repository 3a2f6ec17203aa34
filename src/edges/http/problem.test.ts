import { expect, it } from 'vitest'
import { AppError } from '#domain'
import { problemOf } from './problem.ts'

it('tells who sends whether anything was stored, or that nobody can say', () => {
  const said = (code: 'storage-failed' | 'maybe-stored', sends: boolean) =>
    problemOf(new AppError(code, 'Reasons.'), 'id', sends).detail
  expect(said('storage-failed', true)).toMatch(/nothing of this request was stored\. Send/)
  expect(said('maybe-stored', true)).toMatch(/may be stored or not\. Send/)
  expect(said('storage-failed', false)).toMatch(/at the moment\. Send/)
})
