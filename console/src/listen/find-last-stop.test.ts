import { expect, it } from 'vitest'
import { findLastStop } from './find-last-stop.ts'

const { signal } = new AbortController()

const look = async (_listener: string, { before = '6000' }: { before?: string }) =>
  Number(before) <= 2_000 ? { play: 'song' } : { next: String(Number(before) - 2_048) }

it('looks behind thousands of plays that can not be gone on from', async () => {
  expect(await findLastStop('ann', signal, look)).toEqual({ play: 'song' })
})

it('ends where the plays end', async () => {
  expect(await findLastStop('ann', signal, async () => ({}))).toEqual({})
})
