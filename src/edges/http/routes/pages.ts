import { z } from 'zod'
import { wholeNumber } from '../operation.ts'

/** How lists are asked for in pages: `offset` counts entries, so that a page number is a multiple of `limit`. */
export const pageQuery = z.object({
  offset: wholeNumber(0, 10_000_000).default(0),
  limit: wholeNumber(1, 200).default(50),
})

/** Where a list that grows at its head goes on: `next` of the page before. Stays right while it grows. */
export const positionSchema = wholeNumber(1, 999_999_999_999_999)

/** An id of the catalogue in a path or a query. */
export const idSchema = z.string().min(1).max(400)

export const pageOf = <Entry>(
  entries: readonly Entry[],
  { offset, limit }: z.infer<typeof pageQuery>,
): { readonly total: number; readonly items: readonly Entry[] } => ({
  total: entries.length,
  items: entries.slice(offset, offset + limit),
})
