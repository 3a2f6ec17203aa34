import { z } from 'zod'
import { AppError } from '#domain'
import type { ArtifactStore } from './artifact-store.ts'

/**
 * Which version of each model serves, and which served before it. One record, replaced as a whole: at no moment, not
 * after a crash either, is the popularity of one training named beside the neighbours of another.
 */
export interface Release {
  readonly current: Versions
  readonly previous: Versions
  /** Read from the pointers of an older Segue, which moved one after the other: they may be of two trainings. */
  readonly isPieced: boolean
}

/** By the name of the model. */
export type Versions = Readonly<Record<string, string>>

export type Releases = ReturnType<typeof createReleases>

const recordName = 'release'
const versionSchema = z.string().regex(/^[0-9a-f]{12}$/)
const versionsSchema = z.record(z.string(), versionSchema)
const releaseSchema = z.strictObject({ current: versionsSchema, previous: versionsSchema })

export const createReleases = (store: ArtifactStore) => ({
  /** Of nothing when nothing was promoted yet; rejects with `corrupt-record` when it can't be read. */
  async read(): Promise<Release> {
    const text = await store.readRecord(recordName)
    if (text === undefined) return readPointers(store)
    try {
      return { ...releaseSchema.parse(JSON.parse(text)), isPieced: false }
    } catch (cause) {
      throw corrupt(cause)
    }
  },
  write: (release: Pick<Release, 'current' | 'previous'>): Promise<void> =>
    store.writeRecord(recordName, JSON.stringify(release, undefined, 2)),
})

/** A record for each model and kind of pointer, with nothing in it but the version. */
const readPointers = async (store: ArtifactStore): Promise<Release> => {
  const versions: Record<'current' | 'previous', Record<string, string>> = { current: {}, previous: {} }
  for (const record of await store.listRecords('models')) {
    const [name = '', pointer] = record.split('/')
    if (pointer !== 'current' && pointer !== 'previous') continue
    const version = versionSchema.safeParse(await store.readRecord(`models/${record}`))
    if (!version.success) throw corrupt(version.error)
    versions[pointer][name] = version.data
  }
  return { ...versions, isPieced: true }
}

const corrupt = (cause: unknown): AppError =>
  new AppError('corrupt-record', "The record of which models serve can't be read. Train the models again.", {
    cause,
  })
