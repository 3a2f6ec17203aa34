import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, toAppError } from '#domain'
import { operation } from '../operation.ts'
import type { Services } from '../services.ts'

/** Libraries read again on demand. Their paths stay here: callers know them by their labels. */
const scanSchema = z
  .object({
    label: z.string(),
    read: z.number().int(),
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    /** No longer there: not served, searched or recommended until they are back. */
    withdrawn: z.number().int(),
    /** Why tracks that were not found were not withdrawn, or others stay as they were, and what to do. */
    heldBack: z.string().optional(),
    /** Reason → files or rows. */
    refused: z.record(z.string(), z.number().int()),
    /** How the columns of a table were read; absent when it was not read again. */
    columns: z
      .object({
        used: z.record(z.string(), z.string()),
        guessed: z.record(z.string(), z.string()),
        ignored: z.array(z.string()).readonly(),
        warnings: z.array(z.string()).readonly(),
      })
      .optional(),
    /** Why the library could not be read; everything is then as it was. */
    failed: z.string().optional(),
  })
  .meta({ id: 'LibraryScan' })

const unread = { read: 0, added: 0, changed: 0, unchanged: 0, withdrawn: 0, refused: {} }

export const libraryRoutes =
  ({ libraries }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/v1/library/scan',
      operation({
        id: 'scanLibraries',
        summary: 'Read the libraries again',
        description:
          'Adds what is new, updates what changed, withdraws what is gone. When most of a library is gone it is taken for a disk that is not mounted or a table that was cut short, and nothing is withdrawn. When most of the tracks that had artists, guests or tags would lose all of them it is taken for a column that was renamed, and those tracks stay as they were, so that blocks hold. Each scan looks again and says so in `heldBack` until it is settled; `withdrawMissing` says that it is meant. With `library`, a label, only those of that label are read. Answers when it is done.',
        tag: 'catalogue',
        body: z
          .strictObject({
            withdrawMissing: z.boolean().default(false),
            library: z.string().max(4_096).optional(),
          })
          .nullish(),
        answers: { 200: z.object({ libraries: z.array(scanSchema) }) },
      }),
      async ({ body }) => {
        const scans: z.input<typeof scanSchema>[] = []
        const only = body?.library
        const asked = libraries.known().filter(({ label }) => only === undefined || label === only)
        if (only !== undefined && asked.length === 0)
          throw new AppError('not-found', 'library: none has this label. Scan without it to see the labels.')
        for (const { path, label } of asked) {
          try {
            scans.push(await libraries.scan(path, { withdrawMissing: body?.withdrawMissing }))
          } catch (thrown) {
            scans.push({ ...unread, label, failed: withoutPath(toAppError(thrown).message, path, label) })
          }
        }
        return { libraries: scans }
      },
    )
  }

const withoutPath = (message: string, path: string, label: string): string => message.replaceAll(path, label)
