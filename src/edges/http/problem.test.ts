import { expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '#domain'
import { problemOf } from './problem.ts'

const secret = '/srv/segue/log.db'

it.each([
  'disk-full',
  'storage-failed',
  'maybe-stored',
  'source-unreachable',
  'hash-mismatch',
  'states-damaged',
  'model-missing',
  'training-failed',
  'replay-diverged',
  'corrupt-record',
  'broken-stage',
  'internal',
] as const)(
  'says of %s what to do, and shows callers no path and no cause [promise: errors-advise]',
  (code) => {
    for (const sends of [true, false]) {
      const error = new AppError(code, `Can't write ${secret}.`, { cause: new Error(secret) })
      const told = problemOf(error, 'id', sends)
      expect(JSON.stringify(told)).not.toContain(secret)
      expect(told).toMatchObject({
        code,
        detail: expect.stringMatching(/Send the request again|report the request id/),
      })
    }
  },
)

it('shows callers nothing of what was thrown by accident [promise: errors-advise]', () => {
  const fromFastify = Object.assign(new Error(secret), { code: 'FST_ERR_X', statusCode: 500 })
  const fromDisk = Object.assign(new Error(`ENOENT: ${secret}`), { code: 'ENOENT', path: secret })
  for (const thrown of [fromFastify, fromDisk, new z.ZodError([]), secret, { path: secret }, undefined]) {
    const told = problemOf(thrown, 'id')
    expect(JSON.stringify(told)).not.toContain(secret)
    expect(told).toMatchObject({
      status: 500,
      code: 'internal',
      detail: expect.stringMatching(/report the request id/),
    })
  }
})

it('tells who sends whether anything was stored, or that nobody can say', () => {
  const said = (code: 'storage-failed' | 'maybe-stored', sends: boolean) =>
    problemOf(new AppError(code, 'Reasons.'), 'id', sends).detail
  expect(said('storage-failed', true)).toMatch(/nothing of this request was stored\. Send/)
  expect(said('maybe-stored', true)).toMatch(/may be stored or not\. Send/)
  expect(said('storage-failed', false)).toMatch(/at the moment\. Send/)
})
