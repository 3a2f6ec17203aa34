import type { ArtifactStore } from './artifact-store.ts'
import type { Manifest } from './manifest.ts'
import { createVersionRecords, latestFirst } from './version-records.ts'

/** Every version of a model that a store keeps, the latest training first; for tests. */
export const versionsKept = async (store: ArtifactStore, name: string): Promise<readonly Manifest[]> => {
  const records = createVersionRecords(store)
  const manifests: Manifest[] = []
  for (const version of await records.versions(name)) manifests.push(await records.read(name, version))
  return manifests.sort(latestFirst)
}
