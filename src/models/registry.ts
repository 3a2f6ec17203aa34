import { AppError } from '#domain'
import type { ArtifactStore } from './artifact-store.ts'
import { type Manifest, manifestSchema, type TrainingFacts } from './manifest.ts'
import type { Model } from './model.ts'

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
}

const versionLength = 12
const versionPattern = /^[0-9a-f]{12}$/

const corrupt = (name: string, what: string): AppError =>
  new AppError('corrupt-record', `${what} of model "${name}" can't be read. Train the model again.`)

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
  throw corrupt(name, 'A manifest')
}

export const createRegistry = (store: ArtifactStore): Registry => {
  const versionsOf = (name: string): string => `models/${name}/versions`
  const currentOf = (name: string): string => `models/${name}/current`

  const manifestOf = async (name: string, version: string): Promise<Manifest> => {
    const text = await store.readRecord(`${versionsOf(name)}/${version}`)
    if (text !== undefined) return parseManifest(name, version, text)
    throw new AppError(
      'model-missing',
      `Model "${name}" has no version "${version}". Its versions are in \`history\`; train a new one if none is left.`,
    )
  }

  return {
    publish: async (facts, artifact) => {
      const sha256 = await store.put(artifact)
      const version = sha256.slice(0, versionLength)
      const manifest: Manifest = { ...facts, version, sha256, sizeBytes: artifact.length }
      await store.writeRecord(`${versionsOf(facts.name)}/${version}`, JSON.stringify(manifest, undefined, 2))
      return manifest
    },
    promote: async (name, version) => {
      const manifest = await manifestOf(name, version)
      await store.get(manifest.sha256)
      await store.writeRecord(currentOf(name), version)
      return manifest
    },
    current: async (name) => {
      const version = await store.readRecord(currentOf(name))
      if (version === undefined) return undefined
      if (!versionPattern.test(version)) throw corrupt(name, 'The name of the current version')
      return manifestOf(name, version)
    },
    history: async (name) => {
      const versions = await store.listRecords(versionsOf(name))
      const manifests = await Promise.all(versions.map((version) => manifestOf(name, version)))
      return manifests.sort(
        (a, b) => b.trainedAt - a.trainedAt || b.position - a.position || (a.version < b.version ? -1 : 1),
      )
    },
    artifact: (manifest) => store.get(manifest.sha256),
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
