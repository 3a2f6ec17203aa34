import { z } from 'zod'

export const shelfPlanSchema = z.object({
  id: z.string(),
  title: z.string(),
  why: z.string(),
  /** What the shelf is made from: one source, and what it is pointed at. */
  from: z.enum(['similar-to', 'artists', 'tag', 'again', 'popular', 'most-played', 'new', 'explore']),
  tag: z.string().optional(),
  trackKey: z.number().int().optional(),
})
export type ShelfPlan = z.infer<typeof shelfPlanSchema>

/** What a stage needs to know of the shelf that it fills; elsewhere there is none. */
export interface OnShelf {
  readonly shelf?: ShelfPlan | undefined
}
