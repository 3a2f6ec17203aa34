import { z } from 'zod'

/** What a server is and holds, for the console's header and for people who wonder. */
export const aboutSchema = z
  .object({
    name: z.literal('segue'),
    version: z.string(),
    catalogue: z.object({
      source: z.enum(['library', 'freemusicc', 'generated', 'empty', 'other']),
      label: z.string(),
      tracks: z.number().int(),
      artists: z.number().int(),
      tags: z.number().int(),
    }),
    /** Present when some listeners are simulated; they are always shown as such. */
    simulated: z
      .object({
        listeners: z.array(z.object({ id: z.string(), name: z.string(), favourites: z.array(z.string()) })),
        events: z.number().int(),
      })
      .nullable(),
    /** Names the models that serve, all at once; absent before the first training. */
    release: z.string().optional(),
    models: z.array(z.object({ name: z.string(), version: z.string(), trainedAt: z.string() })),
  })
  .meta({ id: 'About' })

export type About = z.infer<typeof aboutSchema>
