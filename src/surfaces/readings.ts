import { z } from 'zod'
import { AppError } from '#domain'
import type { Reads } from './reads.ts'
import type { RunPipeline } from './surface.ts'

/**
 * What a surface read besides running its pipelines, on a tape of its own: a name and a value, or what it failed with,
 * in order. The trap closed is the plan that was made again in a replay, from a world that had gone on. A value is
 * settled by a way through JSON before the surface sees it, so that a replay goes on from the very same.
 */
export const readingSchema = z.object({
  name: z.string(),
  value: z.unknown().optional(),
  failed: z.string().optional(),
})
export type Reading = z.infer<typeof readingSchema>

type Read = RunPipeline['read']

const failure = (name: string, message: string, options?: ErrorOptions) =>
  new AppError('broken-stage', `${name} could not be read: ${message}`, options)

export const recordReadings =
  (reads: Reads, into: Reading[]): Read =>
  async (name, schema, live) => {
    try {
      const text = JSON.stringify(await live(reads))
      const value = schema.parse(JSON.parse(text))
      into.push({ name, value: JSON.parse(text) })
      return value
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      into.push({ name, failed: message })
      throw failure(name, message, { cause })
    }
  }

/** Throws `replay-diverged` where something else is asked for than was read. */
export const playReadings = (readings: readonly Reading[]): Read => {
  let next = 0
  return async (name, schema) => {
    const reading = readings[next++]
    if (reading?.name !== name)
      throw new AppError(
        'replay-diverged',
        `the record has ${reading?.name ?? 'nothing'} where ${name} is asked for: it was made by another recipe`,
      )
    if (reading.failed !== undefined) throw failure(name, reading.failed)
    const parsed = schema.safeParse(reading.value)
    if (parsed.success) return parsed.data
    throw new AppError('corrupt-record', `the decision record holds no readable ${name}`)
  }
}
