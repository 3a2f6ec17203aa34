import { z } from 'zod'
import { type CommonQuery, ownFields } from '../query.ts'

/** The part of the query that a session owns. */
export const sessionOwnSchema = z.object({ ...ownFields })
export type SessionQuery = CommonQuery & z.infer<typeof sessionOwnSchema>
