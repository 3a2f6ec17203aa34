import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { artifactStoreContract } from '../../models/artifact-store.contract.ts'
import { createFilesArtifactStore, removeUnfinished } from './files-artifact-store.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segue-artifacts-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})
const emptyFolder = () => mkdtemp(join(root, 'store-'))
const blobOf = (folder: string, sha256: string) => join(folder, 'blobs', sha256.slice(0, 2), sha256)
const bytes = new TextEncoder().encode('trained for hours')
const failing = (code: string) => expect.objectContaining({ code })

artifactStoreContract('the files adapter', async () => createFilesArtifactStore(await emptyFolder()))

test('a store opened again has everything, and the folder may be new', async () => {
  const folder = join(await emptyFolder(), 'not', 'there', 'yet/')
  const before = createFilesArtifactStore(folder)
  const sha256 = await before.put(bytes)
  await before.writeRecord('models/a/current', 'x')
  const after = createFilesArtifactStore(folder)
  expect(new Uint8Array(await after.get(sha256))).toEqual(bytes)
  expect(await after.readRecord('models/a/current')).toBe('x')
})

test('a changed or cut blob is found out, and putting it again mends it', async () => {
  const folder = await emptyFolder()
  const store = createFilesArtifactStore(folder)
  const sha256 = await store.put(bytes)
  await writeFile(blobOf(folder, sha256), 'trained for minutes')
  await expect(store.get(sha256)).rejects.toThrowError(failing('hash-mismatch'))
  await store.put(bytes)
  await truncate(blobOf(folder, sha256), 3)
  await expect(store.get(sha256)).rejects.toThrowError(failing('hash-mismatch'))
  await store.put(bytes)
  expect(new Uint8Array(await store.get(sha256))).toEqual(bytes)
})

test('nothing unfinished is left behind, and what another run left is not read', async () => {
  const folder = await emptyFolder()
  const store = createFilesArtifactStore(folder)
  await mkdtemp(join(folder, 'unfinished-'))
  await store.put(bytes)
  await store.writeRecord('models/a/current', 'x')
  expect((await readdir(folder)).filter((name) => name.startsWith('unfinished-'))).toHaveLength(1)
  expect(await store.listRecords('models')).toEqual(['a/current'])
  expect(await readFile(join(folder, 'records/models/a/current.txt'), 'utf8')).toBe('x')
})

test('what another run left unfinished is taken away, and nothing else', async () => {
  const folder = await emptyFolder()
  await removeUnfinished(join(folder, 'not-there'))
  const store = createFilesArtifactStore(folder)
  const sha256 = await store.put(bytes)
  await writeFile(join(await mkdtemp(join(folder, 'unfinished-')), 'draft'), 'trained for min')
  await removeUnfinished(folder)
  expect(await readdir(folder)).toEqual(['blobs'])
  expect(new Uint8Array(await store.get(sha256))).toEqual(bytes)
})

test('what is no artifact and no record of ours is not listed and stays', async () => {
  const folder = await emptyFolder()
  const store = createFilesArtifactStore(folder)
  const sha256 = await store.put(bytes)
  await store.writeRecord('models/a/current', 'x')
  await writeFile(join(folder, 'blobs', 'notes.md'), 'mine')
  await writeFile(join(folder, 'records', 'models', 'a', 'Notes of mine.txt'), 'mine')
  expect(await store.listBlobs()).toEqual([sha256])
  expect(await store.listRecords('models')).toEqual(['a/current'])
  await store.deleteBlob(sha256)
  await store.deleteRecord('models/a/current')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  expect(
    files
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['Notes of mine.txt', 'notes.md'])
})

test('a folder that can not be written is a storage failure with advice', async () => {
  const folder = await emptyFolder()
  await writeFile(join(folder, 'blobs'), 'in the way')
  const store = createFilesArtifactStore(folder)
  await expect(store.put(bytes)).rejects.toThrowError(failing('storage-failed'))
})
