import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { createFilesArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { instant, toAppError } from '#domain'
import { createRegistry, createTrainer } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createFreshness } from './freshness.ts'
import { createServingModels } from './serving-models.ts'

/** Every file below `models/` is damaged in every way: found at a start and while models serve, made again. */
const root = mkdtempSync(join(tmpdir(), 'segue-damaged-models-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const never = new AbortController().signal
const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
await catalog.upsert([sampleTrack('a'), sampleTrack('b')])

const open = async (folder: string) => {
  const faults: string[] = []
  const log = createMemoryEventLog()
  const onFault = (thrown: unknown) => void faults.push(toAppError(thrown).code)
  const registry = createRegistry(createFilesArtifactStore(folder))
  const serving = await createServingModels({
    catalog,
    registry,
    train: createTrainer({ log, catalog, registry, clock: () => instant(1_795_000_000_000) }),
    onFault,
  })
  return { faults, serving, freshness: createFreshness({ serving, log, catalog, onFault }) }
}

const trained = join(root, 'trained')
await (await open(trained)).serving.train(() => {}, never)
let copies = 0
const copyOfTrained = (): string => {
  const folder = join(root, `copy-${copies++}`)
  cpSync(trained, folder, { recursive: true })
  return folder
}

/** One file of each kind: a blob, what is known of a version, and the record of what serves. */
const fileOf = (folder: string, kind: string): string => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return files.find((path) => path.includes(kind)) ?? expect.fail(`no file of ${kind}`)
}

const half = (path: string): number => Math.floor(statSync(path).size / 2)
const damages: Readonly<Record<string, (path: string) => void>> = {
  overwritten: (path) => writeFileSync(path, readFileSync(path).fill(0x5a, half(path))),
  emptied: (path) => truncateSync(path, 0),
  cut: (path) => truncateSync(path, half(path)),
  deleted: (path) => rmSync(path),
}
const kinds: Readonly<Record<string, string>> = {
  'an artifact': '/blobs/',
  'a manifest': '/versions/',
  'a release': '/release.txt',
}
const cases = Object.entries(kinds).flatMap(([what, kind]) =>
  Object.entries(damages).map(([how, damage]) => ({ what, how, kind, damage })),
)
/** Codes that say what is wrong in words; `internal` would be a stack and `invalid-request` the wrong reason. */
const spoken = expect.stringMatching(/^(hash-mismatch|model-missing|corrupt-record)$/)

describe.each(cases)('$what that was $how', ({ what, how, kind, damage }) => {
  test('leaves a start without models, which says so, and a training makes the same ones again [promise: damage-mended]', async () => {
    const folder = copyOfTrained()
    const before = (await open(folder)).serving.manifests()
    damage(fileOf(folder, kind))
    const { faults, serving } = await open(folder)
    expect(serving.isTrained()).toBe(false)
    // A release that is gone can't be told from models that were never trained.
    const isSeen = !(what === 'a release' && how === 'deleted')
    expect(faults).toEqual(isSeen ? [spoken] : [])
    expect(serving.amiss()).toEqual(isSeen ? expect.objectContaining({ code: 'hash-mismatch' }) : undefined)
    // Until then the catalogue itself answers.
    expect(serving.current().popular(2)).toHaveLength(2)
    await serving.train(() => {}, never)
    expect(serving.amiss()).toBeUndefined()
    const restarted = await open(folder)
    expect(restarted.faults).toEqual([])
    expect(restarted.serving.manifests()).toEqual(before)
  })

  test('is found while models serve; they go on serving and are made again behind the requests [promise: damage-mended]', async () => {
    const folder = copyOfTrained()
    const { faults, freshness, serving } = await open(folder)
    damage(fileOf(folder, kind))
    await serving.check()
    expect(faults).toEqual([spoken])
    expect(serving.amiss()?.message).toMatch(/trained again/)
    expect(serving.manifests()).toHaveLength(3)
    freshness.look()
    await vi.waitFor(() => expect(serving.amiss()).toBeUndefined(), 20_000)
    await freshness.stop()
    await serving.check()
    expect(faults).toHaveLength(1)
    expect((await open(folder)).faults).toEqual([])
  })
})
