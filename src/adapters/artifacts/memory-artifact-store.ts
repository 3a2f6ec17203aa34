import { AppError } from '#domain'
import type { ArtifactStore } from '#models'
import { checkRecordName, checkSha256 } from './record-name.ts'
import { sha256Of } from './sha256-of.ts'

/** Artifacts in process, for tests and for worlds that leave nothing behind. Copies on the way in and out. */
export const createMemoryArtifactStore = (): ArtifactStore => {
  const blobs = new Map<string, Uint8Array>()
  const records = new Map<string, string>()
  return {
    put: async (bytes) => {
      const kept = bytes.slice()
      const sha256 = await sha256Of(kept)
      if (!blobs.has(sha256)) blobs.set(sha256, kept)
      return sha256
    },
    get: async (sha256) => {
      checkSha256(sha256)
      const bytes = blobs.get(sha256)
      if (bytes === undefined)
        throw new AppError('model-missing', `There is no artifact ${sha256}. Train the model again.`)
      return bytes.slice()
    },
    writeRecord: async (name, text) => {
      checkRecordName(name)
      records.set(name, text)
    },
    readRecord: async (name) => {
      checkRecordName(name)
      return records.get(name)
    },
    listRecords: async (folder) => {
      checkRecordName(folder)
      const below = `${folder}/`
      const inside = [...records.keys()].filter((name) => name.startsWith(below))
      return inside.map((name) => name.slice(below.length)).sort()
    },
    deleteRecord: async (name) => {
      checkRecordName(name)
      records.delete(name)
    },
    listBlobs: async () => [...blobs.keys()].sort(),
    deleteBlob: async (sha256) => {
      checkSha256(sha256)
      blobs.delete(sha256)
    },
  }
}
