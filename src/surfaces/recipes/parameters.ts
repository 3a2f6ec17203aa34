import { z } from 'zod'

/**
 * What recipes may say of a stage. A schema of a stage stands beside the stage and answers the stage itself, made of the
 * parameters: what a document says is checked and built in one go, and neither can know of a parameter that the other does not. Nothing has
 * a default: a default that changes would change every recipe that was ever kept.
 */
export const timeoutMs = z.number().int().min(1).max(60_000)
export const count = z.number().int().min(0).max(10_000)
/** Where none would be no answer, or no end. */
export const some = z.number().int().min(1).max(10_000)
export const weight = z.number().min(-100).max(100)
export const hours = z.number().min(0).max(10_000)

/** As it stands in traces and in what seeds a draw. */
export const stageName = z.string().regex(/^[a-z0-9-]{1,40}$/)

/** In the order in which their finds are merged. */
export const sourcesOf = <Source extends z.ZodType>(source: Source) => z.array(source).min(1).max(32)
