import { z } from 'zod'
import { namesMarket } from '#domain'
import { place } from '#log'
import { wholeNumber } from '../operation.ts'

/** How lists are asked for in pages: `offset` counts entries, so that a page number is a multiple of `limit`. */
export const pageQuery = z.object({
  offset: wholeNumber(0, 10_000_000).default(0),
  limit: wholeNumber(1, 200).default(50),
})

/** Where a list that grows at its head goes on: `next` of the page before, as it was. Stays right while it grows. */
export const placeSchema = z.string().min(1).max(400).transform(place)

/** Where the listener is; the server's own where a request does not say it. */
export const marketSchema = z
  .string()
  .refine(namesMarket, 'must be a country of ISO 3166-1 in two letters, such as SE')
  .toUpperCase()
  .optional()
  .describe('Where the listener is, as ISO 3166-1 alpha-2; what may not be served there is left out')
export const marketQuery = z.object({ market: marketSchema })

/** An id of the catalogue in a path or a query. */
export const idSchema = z.string().min(1).max(400)

export const pageOf = <Entry>(
  entries: readonly Entry[],
  { offset, limit }: z.infer<typeof pageQuery>,
): { readonly total: number; readonly items: readonly Entry[] } => ({
  total: entries.length,
  items: entries.slice(offset, offset + limit),
})
