import { AppError } from '#domain'
import type { ArtifactStore } from './artifact-store.ts'
import { type Manifest, manifestSchema } from './manifest.ts'

/**
 * How versions lie in an artifact store: a manifest each, under `models/NAME/versions/VERSION`. What can't be read
 * says so as `corrupt-record`.
 */
const versionLength = 12

export const versionOf = (sha256: string): string => sha256.slice(0, versionLength)

/** `undefined` in the place of a record that is there and can't be read; every other failure goes on. */
export const ifReadable = async <Value>(read: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await read
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'corrupt-record') return undefined
    throw thrown
  }
}

const parseManifest = (name: string, version: string, text: string): Manifest => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  const parsed = manifestSchema.safeParse(value)
  // A sound manifest in the place of another one is damage as well.
  if (parsed.success && parsed.data.name === name && parsed.data.version === version) return parsed.data
  throw new AppError('corrupt-record', `A manifest of model "${name}" can't be read. Train the model again.`)
}

export type VersionRecords = ReturnType<typeof createVersionRecords>

export const createVersionRecords = (store: ArtifactStore) => {
  const versionsOf = (name: string): string => `models/${name}/versions`
  const recordOf = (name: string, version: string): string => `${versionsOf(name)}/${version}`
  return {
    /** Of every model that has records, also of those that this program does not know. */
    async modelNames(): Promise<readonly string[]> {
      const names = (await store.listRecords('models')).map((record) => record.split('/', 1).join())
      return [...new Set(names)]
    },
    /** Names of versions, whether or not their manifests can be read. */
    versions: (name: string): Promise<readonly string[]> => store.listRecords(versionsOf(name)),
    /** `model-missing` when there is no such version. */
    async read(name: string, version: string): Promise<Manifest> {
      const text = await store.readRecord(recordOf(name, version))
      if (text !== undefined) return parseManifest(name, version, text)
      throw new AppError(
        'model-missing',
        `Model "${name}" has no version "${version}". Train the model again.`,
      )
    },
    write: (manifest: Manifest): Promise<void> =>
      store.writeRecord(recordOf(manifest.name, manifest.version), JSON.stringify(manifest, undefined, 2)),
    remove: (name: string, version: string): Promise<void> => store.deleteRecord(recordOf(name, version)),
  }
}

/** The latest training first. */
export const latestFirst = (a: Manifest, b: Manifest): number =>
  b.trainedAt - a.trainedAt || b.events - a.events || (a.version < b.version ? -1 : 1)
