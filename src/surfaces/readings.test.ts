import { expect, it } from 'vitest'
import { z } from 'zod'
import { playReadings, type Reading, recordReadings } from './readings.ts'
import type { Reads } from './reads.ts'

const reads = Object.freeze({}) as Reads
const words = z.array(z.string())
const never = () => expect.fail('a replay reads nothing')

it('what was read is read again from the record, value by value, and the world is not asked', async () => {
  const readings: Reading[] = []
  const read = recordReadings(reads, readings)
  expect(await read('plan', words, () => ['a', 'b'])).toEqual(['a', 'b'])
  expect(await read('count', z.number(), async () => 3)).toBe(3)
  const stored: Reading[] = JSON.parse(JSON.stringify(readings))
  const again = playReadings(stored)
  expect(await again('plan', words, never)).toEqual(['a', 'b'])
  expect(await again('count', z.number(), never)).toBe(3)
  await expect(again('plan', words, never)).rejects.toMatchObject({ code: 'replay-diverged' })
})

it('a value is settled before it is used: what JSON does not hold is not there when it serves either', async () => {
  const dated = z.object({ at: z.string(), no: z.number().optional() })
  const read = recordReadings(reads, [])
  const at = new Date(0)
  const live = (): { at: string; no?: number } => JSON.parse('{"at":"1970-01-01T00:00:00.000Z","no":1}')
  expect(await read('dated', dated, live)).toEqual({ at: at.toISOString(), no: 1 })
  await expect(read('wrong', words, () => JSON.parse('[1]'))).rejects.toMatchObject({ code: 'broken-stage' })
})

it('what failed fails in the replay as well, in the same words', async () => {
  const readings: Reading[] = []
  const failing = recordReadings(reads, readings)('plan', words, () =>
    Promise.reject(new Error('out of words')),
  )
  const live = await failing.catch((thrown: unknown) => thrown)
  const replayed = await playReadings(readings)('plan', words, never).catch((thrown: unknown) => thrown)
  expect(live).toMatchObject({ code: 'broken-stage', message: 'plan could not be read: out of words' })
  expect(replayed).toMatchObject({ code: 'broken-stage', message: 'plan could not be read: out of words' })
})

it('another name than was read, or a value of another kind, is refused and not served', async () => {
  const readings = [{ name: 'plan', value: [1] }]
  await expect(playReadings(readings)('words', words, never)).rejects.toMatchObject({
    code: 'replay-diverged',
  })
  await expect(playReadings(readings)('plan', words, never)).rejects.toMatchObject({ code: 'corrupt-record' })
})
