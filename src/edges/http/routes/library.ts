import { access, constants } from 'node:fs/promises'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { libraryFor } from '#catalog'
import { AppError, toAppError } from '#domain'
import type { Services } from '#operations'
import { operation } from '../operation.ts'

/** Libraries read again on demand. Their paths stay here: callers see labels, and name one by its id. */
const scanSchema = z
  .object({
    /** Of this library alone, however many have its label: to be sent as `library`. */
    id: z.string(),
    label: z.string(),
    read: z.number().int(),
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    /** No longer there: not served, searched or recommended until they are back. */
    withdrawn: z.number().int(),
    /** Corrected or moved, and plainly the tracks they were: they keep their ids, and what was said of them. */
    renamed: z.number().int(),
    /** Why tracks that were not found were not withdrawn, or others stay as they were, and what to do. */
    heldBack: z.string().optional(),
    /** Reason → files or rows. */
    refused: z.record(z.string(), z.number().int()),
    /** How the columns of a table were read; of a folder its warnings alone. Absent when it was not read again. */
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

const librarySchema = z
  .object({
    /** To be sent as `library` with a scan. */
    id: z.string(),
    label: z.string(),
    /** When it was last read to its end, those held back among them. */
    tracks: z.number().int(),
    /** False while it is away, or may not be read. */
    readable: z.boolean(),
  })
  .meta({ id: 'Library' })

const unread = { read: 0, added: 0, changed: 0, unchanged: 0, withdrawn: 0, renamed: 0, refused: {} }

export const libraryRoutes =
  ({ libraries }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/v1/library',
      operation({
        id: 'listLibraries',
        summary: 'The libraries that are followed',
        description:
          'In order of their first reading. Labels may be the same: a scan of one names it by its `id`, which stays as long as the library is followed.',
        tag: 'catalogue',
        answers: { 200: z.object({ libraries: z.array(librarySchema) }) },
        refuses: ['storage-failed'],
      }),
      async () => ({
        libraries: await Promise.all(
          followed(libraries).map(async (record) => ({
            ...libraryFor(record),
            readable: await access(record.path, constants.R_OK).then(
              () => true,
              () => false,
            ),
          })),
        ),
      }),
    )
    app.post(
      '/v1/library/scan',
      operation({
        id: 'scanLibraries',
        summary: 'Read the libraries again',
        description:
          'Adds what is new, updates what changed, withdraws what is gone. A track that was corrected in a table, or a file that was renamed or moved, keeps its id where it is plainly the same (`renamed`). When most of a library is gone it is taken for a disk that is not mounted or a table that was cut short, and nothing is withdrawn. When most of the tracks that had artists, guests, tags or other versions of their recording would have none of those they had, or most of those with several would keep fewer, it is taken for a column that was renamed or cut, and those tracks stay as they were, so that blocks hold. Each scan looks again and says so in `heldBack` until it is settled. `withdrawMissing` says that what is gone is meant to be gone, `acceptChanges` that what tracks would lose is meant to be lost. Either is said of one library: where there are several, `library` names it by its `id`. With `library` that one alone is read. Answers when it is done.',
        tag: 'catalogue',
        body: z
          .strictObject({
            withdrawMissing: z.boolean().default(false),
            acceptChanges: z.boolean().default(false),
            library: z.string().max(100).optional(),
          })
          .nullish(),
        answers: { 200: z.object({ libraries: z.array(scanSchema) }) },
        refuses: ['not-found', 'storage-failed'],
      }),
      async ({ body }) => {
        const scans: z.input<typeof scanSchema>[] = []
        const { library, ...confirmed } = body ?? { withdrawMissing: false, acceptChanges: false }
        const known = followed(libraries)
        const isConfirming = confirmed.withdrawMissing || confirmed.acceptChanges
        for (const { path, label, id } of askedOf(known, library, isConfirming)) {
          try {
            scans.push(await libraries.scan(path, confirmed))
          } catch (thrown) {
            scans.push({ ...unread, id, label, failed: withoutPath(toAppError(thrown).message, path, label) })
          }
        }
        return { libraries: scans }
      },
    )
  }

/** A list that can't be read is not an empty one. */
const followed = (libraries: Services['libraries']) => {
  const known = libraries.known()
  if (known.length === 0 && libraries.amiss) throw libraries.amiss
  return known
}

interface Known {
  readonly id: string
  readonly path: string
  readonly label: string
}

const askedOf = (
  known: readonly Known[],
  library: string | undefined,
  isConfirming: boolean,
): readonly Known[] => {
  const asked = known.filter(({ id }) => library === undefined || id === library)
  if (library !== undefined && asked.length === 0)
    throw new AppError('not-found', `library: none has this id. ${theyAre(known)}`)
  // Another library may be a disk that is away just now.
  if (isConfirming && asked.length > 1)
    throw new AppError(
      'invalid-request',
      `withdrawMissing and acceptChanges are said of one library: name it by its id, as library. ${theyAre(known)}`,
    )
  return asked
}

const theyAre = (known: readonly Known[]): string =>
  known.length === 0
    ? 'There is no library.'
    : `There ${known.length === 1 ? 'is' : 'are'} ${known.map(({ id, label }) => `${id} (${label})`).join(', ')}.`

const withoutPath = (message: string, path: string, label: string): string => message.replaceAll(path, label)
