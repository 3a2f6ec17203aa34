import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { LibraryRecords } from '#catalog'
import { trackId } from '#domain'

/**
 * Which libraries a data folder is filled from and what they held, as `libraries.json` in it. Written whole and
 * renamed into place. A file that can't be read counts as absent: the libraries are then read in full again.
 */
const recordsSchema = z.array(
  z.object({
    path: z.string(),
    label: z.string(),
    files: z.record(
      z.string(),
      z.object({
        size: z.number(),
        modifiedMs: z.number(),
        ids: z.array(z.string().transform(trackId)),
      }),
    ),
  }),
)

export const createLibraryRecords = (folder: string): LibraryRecords => {
  const path = join(folder, 'libraries.json')
  return {
    read() {
      try {
        return recordsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
      } catch {
        return []
      }
    },
    write(records) {
      writeFileSync(`${path}.half`, JSON.stringify(records), { flush: true })
      renameSync(`${path}.half`, path)
    },
  }
}
