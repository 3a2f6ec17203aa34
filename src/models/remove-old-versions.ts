import type { ArtifactStore } from './artifact-store.ts'
import type { Manifest } from './manifest.ts'
import type { Release, Releases } from './releases.ts'
import { ifReadable, latestFirst, type VersionRecords, versionOf } from './version-records.ts'

/**
 * Every training leaves megabytes. Of each model the newest few versions stay, and always the one that serves and the
 * one that served before. Manifests go first, each durably, and only then the blobs that no manifest names, so at
 * every instant a manifest that is there has its blob, and whatever is left over by a crash goes the next time.
 * A training puts its blob before its manifest: none may be under way.
 */
export const removeOldVersions = async (
  store: ArtifactStore,
  records: VersionRecords,
  releases: Releases,
  newest: number,
): Promise<void> => {
  const release = await ifReadable(releases.read())
  const attempts = createAttempts()
  const kept = new Set<string>()
  for (const name of await records.modelNames()) {
    const versions = await records.versions(name)
    const staying = await versionsThatStay(name, versions, records, release, newest)
    for (const version of versions)
      if (staying.has(version) || !(await attempts.make(records.remove(name, version)))) kept.add(version)
  }
  for (const sha256 of await store.listBlobs())
    if (!kept.has(versionOf(sha256))) await attempts.make(store.deleteBlob(sha256))
  attempts.end()
}

/** What can't be deleted must not keep the rest, or one stubborn file would let the disk fill up. */
const createAttempts = () => {
  const failures: unknown[] = []
  return {
    /** Whether it went well. */
    make: (attempt: Promise<void>): Promise<boolean> =>
      attempt.then(
        () => true,
        (thrown: unknown) => {
          failures.push(thrown)
          return false
        },
      ),
    /** Throws the first failure there was. */
    end() {
      if (failures.length > 0) throw failures[0]
    },
  }
}

const versionsThatStay = async (
  name: string,
  versions: readonly string[],
  records: VersionRecords,
  release: Release | undefined,
  newest: number,
): Promise<ReadonlySet<string>> => {
  // Which ones it means is not known, so all stay until a promotion has written it again.
  if (release === undefined) return new Set(versions)
  const inUse = [release.current[name], release.previous[name]]
  const readable: Manifest[] = []
  for (const version of versions) {
    const manifest = await ifReadable(records.read(name, version))
    if (manifest !== undefined) readable.push(manifest)
  }
  const latest = readable.sort(latestFirst).slice(0, newest)
  return new Set([
    ...latest.map(({ version }) => version),
    ...versions.filter((version) => inUse.includes(version)),
  ])
}
