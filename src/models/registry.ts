import type { ArtifactStore } from './artifact-store.ts'
import type { Manifest, TrainingFacts } from './manifest.ts'
import type { Model } from './model.ts'
import { removeOldVersions } from './remove-old-versions.ts'
import { createVersionRecords, ifReadable, latestFirst, versionOf } from './version-records.ts'

/**
 * Versions of models, by what is in them. Publishing makes a version known, promoting makes it the one that
 * serves; the two are apart so that a version can be looked at, or gone back to, before anybody hears it. The
 * order of writes is the whole safety: bytes, then manifest, then the pointer, each durable before the next.
 */
export interface Registry {
  /**
   * Keeps an artifact and its manifest; does not promote. The same bytes again are the same version: the newer
   * facts take the place of the older ones.
   */
  publish(facts: TrainingFacts, artifact: Uint8Array): Promise<Manifest>
  /** Makes a version the current one. `model-missing` when unknown, `hash-mismatch` when its bytes are damaged. */
  promote(name: string, version: string): Promise<Manifest>
  current(name: string): Promise<Manifest | undefined>
  /** Every version, the latest training first. */
  history(name: string): Promise<readonly Manifest[]>
  /** The bytes of a version; rejects as `ArtifactStore.get` does. */
  artifact(manifest: Manifest): Promise<Uint8Array>
  /**
   * Deletes all but the `newest` versions of each model, the current one and the one that was current before it,
   * with every blob that none of these names. Idempotent; nobody may be publishing meanwhile.
   */
  removeOld(newest: number): Promise<void>
}

export const createRegistry = (store: ArtifactStore): Registry => {
  const records = createVersionRecords(store)
  return {
    publish: async (facts, artifact) => {
      const sha256 = await store.put(artifact)
      const manifest: Manifest = { ...facts, version: versionOf(sha256), sha256, sizeBytes: artifact.length }
      await records.write(manifest)
      return manifest
    },
    promote: async (name, version) => {
      const manifest = await records.read(name, version)
      await store.get(manifest.sha256)
      const before = await ifReadable(records.pointer(name, 'current'))
      // Written first: were it last, a crash in between would leave unnamed what served before.
      if (before !== undefined && before !== version) await records.point(name, 'previous', before)
      await records.point(name, 'current', version)
      return manifest
    },
    current: async (name) => {
      const version = await records.pointer(name, 'current')
      return version === undefined ? undefined : records.read(name, version)
    },
    history: async (name) => {
      const versions = await records.versions(name)
      const manifests = await Promise.all(versions.map((version) => records.read(name, version)))
      return manifests.sort(latestFirst)
    },
    artifact: (manifest) => store.get(manifest.sha256),
    removeOld: (newest) => removeOldVersions(store, records, newest),
  }
}

export interface LoadedModel<Predictor> {
  readonly manifest: Manifest
  readonly predictor: Predictor
}

/**
 * The current version of a model, checked and ready; `undefined` when nothing was promoted yet. Rejects with
 * `hash-mismatch`, `model-missing` or `corrupt-record` when its bytes are damaged, gone or not its own.
 */
export const loadCurrent = async <Predictor>(
  registry: Registry,
  model: Model<Predictor>,
): Promise<LoadedModel<Predictor> | undefined> => {
  const manifest = await registry.current(model.name)
  if (manifest === undefined) return undefined
  return { manifest, predictor: model.load(await registry.artifact(manifest)) }
}
