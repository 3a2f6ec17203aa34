import { beforeEach, describe, expect, it } from 'vitest'
import type { ArtifactStore } from './artifact-store.ts'

/** What every artifact store keeps, whatever it is made of; `open` gives an empty one. */
export const artifactStoreContract = (name: string, open: () => Promise<ArtifactStore>): void => {
  describe(`${name} as an artifact store`, () => {
    let store: ArtifactStore
    beforeEach(async () => {
      store = await open()
    })
    const bytes = new TextEncoder().encode('an artifact')
    const sha256 = '0123456789abcdef'.repeat(4)
    const failing = (code: string) => expect.objectContaining({ code })

    it('gives back what was put, under its SHA-256', async () => {
      const address = await store.put(new TextEncoder().encode('abc'))
      expect(address).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
      expect(new TextDecoder().decode(await store.get(address))).toBe('abc')
    })

    it('keeps an empty artifact, and one of a megabyte', async () => {
      const large = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 31) & 255)
      for (const artifact of [new Uint8Array(0), large])
        expect(Buffer.compare(await store.get(await store.put(artifact)), artifact)).toBe(0)
    })

    it('gives the same bytes the same address, once', async () => {
      expect(await store.put(bytes)).toBe(await store.put(bytes.slice()))
    })

    it('is not changed by what a caller does to its bytes', async () => {
      const mine = bytes.slice()
      const address = await store.put(mine)
      mine.fill(0)
      const read = await store.get(address)
      expect(read).toEqual(bytes)
      read.fill(0)
      expect(await store.get(address)).toEqual(bytes)
    })

    it('says model-missing for an address it does not have', async () => {
      await expect(store.get(sha256)).rejects.toThrowError(failing('model-missing'))
    })

    it('has no record before it was written, and the latest text after', async () => {
      expect(await store.readRecord('models/a/current')).toBeUndefined()
      await store.writeRecord('models/a/current', 'one')
      await store.writeRecord('models/a/current', 'zwei ✓')
      expect(await store.readRecord('models/a/current')).toBe('zwei ✓')
    })

    it('lists all records below a folder, in order', async () => {
      for (const record of [
        'models/a/versions/2b',
        'models/a/versions/1a',
        'models/a/current',
        'models/ab/x',
      ])
        await store.writeRecord(record, record)
      expect(await store.listRecords('models/a/versions')).toEqual(['1a', '2b'])
      expect(await store.listRecords('models/a')).toEqual(['current', 'versions/1a', 'versions/2b'])
      expect(await store.listRecords('models/none')).toEqual([])
    })

    it('deletes a record and no other, and what is not there without a word', async () => {
      for (const record of ['models/a/current', 'models/a/previous']) await store.writeRecord(record, 'x')
      for (let turn = 0; turn < 2; turn++) await store.deleteRecord('models/a/current')
      await store.deleteRecord('models/none/current')
      expect(await store.readRecord('models/a/current')).toBeUndefined()
      expect(await store.listRecords('models')).toEqual(['a/previous'])
    })

    it('lists the blobs, and deletes one and no other, which can be put again', async () => {
      expect(await store.listBlobs()).toEqual([])
      const other = await store.put(new Uint8Array(3))
      const address = await store.put(bytes)
      expect(await store.listBlobs()).toEqual([other, address].sort())
      for (let turn = 0; turn < 2; turn++) await store.deleteBlob(address)
      await expect(store.get(address)).rejects.toThrowError(failing('model-missing'))
      expect(await store.listBlobs()).toEqual([other])
      expect(await store.get(await store.put(bytes))).toEqual(bytes)
    })

    it('keeps one whole text when several are written at once', async () => {
      const texts = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(5000))
      await Promise.all(texts.map((text) => store.writeRecord('models/a/current', text)))
      expect(texts).toContain(await store.readRecord('models/a/current'))
    })

    it('refuses names that are not plain', async () => {
      for (const wrong of [
        '',
        '/a',
        'a/',
        'a//b',
        '../a',
        'a/../b',
        'A',
        'a.b',
        'a\u0000',
        'ä',
        'a'.repeat(201),
      ]) {
        await expect(store.writeRecord(wrong, 'x')).rejects.toThrowError(failing('invalid-request'))
        await expect(store.readRecord(wrong)).rejects.toThrowError(failing('invalid-request'))
        await expect(store.listRecords(wrong)).rejects.toThrowError(failing('invalid-request'))
        await expect(store.deleteRecord(wrong)).rejects.toThrowError(failing('invalid-request'))
      }
      await expect(store.get('../../etc')).rejects.toThrowError(failing('invalid-request'))
      await expect(store.deleteBlob('../../etc')).rejects.toThrowError(failing('invalid-request'))
    })
  })
}
