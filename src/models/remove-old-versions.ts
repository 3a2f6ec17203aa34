import type { ArtifactStore } from './artifact-store.ts'
import type { Manifest } from './manifest.ts'
import { ranker } from './ranker.ts'
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
  { newest, others }: Staying,
): Promise<void> => {
  const attempts = createAttempts()
  const release = await attempts.make(ifReadable(releases.read()), undefined)
  const kept = new Set<string>(others.map(versionOf))
  for (const name of await records.modelNames()) {
    const versions = await records.versions(name)
    const manifests = new Map<string, Found>()
    for (const version of versions)
      manifests.set(version, await attempts.make(ifReadable(records.read(name, version)), 'unknown'))
    const staying = versionsThatStay(name, manifests, release, newest)
    const remove = (version: string) => records.remove(name, version).then(() => true)
    for (const version of versions)
      if (staying.has(version) || !(await attempts.make(remove(version), false))) kept.add(version)
  }
  for (const sha256 of await store.listBlobs())
    if (!kept.has(versionOf(sha256))) await attempts.make(store.deleteBlob(sha256), undefined)
  attempts.end()
}

/** Of rankers, ten kilobytes each, which tell apart what was served by them. */
const rankersKept = 100

interface Staying {
  /** Of each model. */
  readonly newest: number
  /** Addresses of blobs that something else names. */
  readonly others: readonly string[]
}

/** A manifest; `undefined` for a damaged one; `unknown` for one that the disk did not give. */
type Found = Manifest | undefined | 'unknown'

/** What can't be read or deleted must not keep the rest, or one stubborn file would let the disk fill up. */
const createAttempts = () => {
  const failures: unknown[] = []
  return {
    /** What it came to, or `instead` when it failed. */
    make: <Value, const Instead>(attempt: Promise<Value>, instead: Instead): Promise<Value | Instead> =>
      attempt.catch((thrown: unknown) => {
        failures.push(thrown)
        return instead
      }),
    /** Throws the first failure there was. */
    end() {
      if (failures.length > 0) throw failures[0]
    },
  }
}

const versionsThatStay = (
  name: string,
  manifests: ReadonlyMap<string, Found>,
  release: Release | undefined,
  newest: number,
): ReadonlySet<string> => {
  // Which ones it means is not known, so all stay until it is read again or a promotion has written it again.
  if (release === undefined) return new Set(manifests.keys())
  const inUse = [release.current[name], release.previous[name]]
  const found = [...manifests.values()]
  const readable = found.filter((manifest) => manifest !== undefined && manifest !== 'unknown')
  const kept = name === ranker.name ? Math.max(newest, rankersKept) : newest
  const latest = readable.sort(latestFirst).slice(0, kept)
  return new Set([
    ...latest.map(({ version }) => version),
    ...[...manifests.keys()].filter(
      // What is not known may be among the newest.
      (version) => inUse.includes(version) || manifests.get(version) === 'unknown',
    ),
  ])
}
