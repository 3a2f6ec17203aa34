import type { ArtifactStore } from './artifact-store.ts'
import type { Manifest, TrainingFacts } from './manifest.ts'
import type { Model } from './model.ts'
import { createObservations, type Observations } from './observations.ts'
import { createReleases, type Release, type Versions } from './releases.ts'
import { removeOldVersions } from './remove-old-versions.ts'
import { createVersionRecords, ifReadable, versionOf } from './version-records.ts'

/**
 * Versions of models, by what is in them. Publishing makes a version known, promoting makes it the one that
 * serves; the two are apart so that a version can be looked at, or gone back to, before anybody hears it. The
 * order of writes is the whole safety: bytes, then manifest, then the release, each durable before the next.
 */
export interface Registry {
  /**
   * Keeps an artifact and its manifest; does not promote. The same bytes again are the same version: the newer
   * facts take the place of the older ones.
   */
  publish(facts: TrainingFacts, artifact: Uint8Array): Promise<Manifest>
  /**
   * Makes these versions, one of each model, what serves: all at once, or none when it rejects. `model-missing` when
   * one is unknown, `hash-mismatch` when its bytes are damaged.
   */
  promote(versions: readonly Pick<Manifest, 'name' | 'version'>[]): Promise<readonly Manifest[]>
  /** What was promoted together last; empty when nothing was, or by an older Segue that was killed at it. */
  current(): Promise<readonly Manifest[]>
  /** A version, whether or not it serves; undefined where it is not kept any more, or can't be read. */
  version(name: string, version: string): Promise<Manifest | undefined>
  /** The bytes of a version; rejects as `ArtifactStore.get` does. */
  artifact(manifest: Manifest): Promise<Uint8Array>
  /**
   * Deletes all but the `newest` versions of each model, those that serve and those that served before
   * them, with every blob that neither these nor `observations` name. Idempotent; nobody may be publishing meanwhile.
   */
  removeOld(newest: number): Promise<void>
  readonly observations: Observations
}

export const createRegistry = (store: ArtifactStore): Registry => {
  const records = createVersionRecords(store)
  const releases = createReleases(store)
  const observations = createObservations(store)
  return {
    publish: async (facts, artifact) => {
      const sha256 = await store.put(artifact)
      const manifest: Manifest = { ...facts, version: versionOf(sha256), sha256, sizeBytes: artifact.length }
      await records.write(manifest)
      return manifest
    },
    promote: async (versions) => {
      const manifests: Manifest[] = []
      for (const { name, version } of versions) {
        const manifest = await records.read(name, version)
        await store.get(manifest.sha256)
        manifests.push(manifest)
      }
      const current = Object.fromEntries(manifests.map(({ name, version }) => [name, version]))
      const before = await ifReadable(releases.read())
      await releases.write({ current, previous: servedBefore(current, before) })
      return manifests
    },
    current: async () => {
      const { current, isPieced } = await releases.read()
      const read = Object.entries(current).map(([name, version]) => records.read(name, version))
      const manifests = await Promise.all(read)
      return isPieced && !areOfOneTraining(manifests) ? [] : manifests
    },
    version: async (name, version) => {
      const known = await records.versions(name)
      return known.includes(version) ? ifReadable(records.read(name, version)) : undefined
    },
    artifact: (manifest) => store.get(manifest.sha256),
    removeOld: async (newest) =>
      removeOldVersions(store, records, releases, { newest, others: await observations.ofBlobs() }),
    observations,
  }
}

/** The same again is no other release: what served before it is what it was. */
const servedBefore = (current: Versions, before: Release | undefined): Versions => {
  if (before === undefined) return {}
  const isSame = Object.entries(current).every(([name, version]) => before.current[name] === version)
  return isSame ? before.previous : before.current
}

const areOfOneTraining = ([first, ...others]: readonly Manifest[]): boolean =>
  others.every(
    ({ events, catalog }) =>
      events === first?.events &&
      catalog.identity === first.catalog.identity &&
      catalog.revision === first.catalog.revision,
  )

export interface LoadedModel<Predictor> {
  readonly manifest: Manifest
  readonly predictor: Predictor
}

/**
 * The version of a model that is among these, checked and ready; `undefined` when none is. Rejects with
 * `hash-mismatch`, `model-missing` or `corrupt-record` when its bytes are damaged, gone or not its own.
 */
export const loadModel = async <Predictor>(
  registry: Registry,
  manifests: readonly Manifest[],
  model: Pick<Model<Predictor>, 'name' | 'load'>,
): Promise<LoadedModel<Predictor> | undefined> => {
  const manifest = manifests.find(({ name }) => name === model.name)
  if (manifest === undefined) return undefined
  return { manifest, predictor: model.load(await registry.artifact(manifest)) }
}
