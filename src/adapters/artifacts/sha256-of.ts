import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Under a millisecond. */
const bytesPerTurn = 524_288

/** The address of a blob in every artifact store: SHA-256 in lower-case hex. Megabytes are read over many turns. */
export const sha256Of = async (bytes: Uint8Array): Promise<string> => {
  const hash = createHash('sha256')
  for (let from = 0; from < bytes.length; from += bytesPerTurn) {
    if (from > 0) await nextTurn()
    hash.update(bytes.subarray(from, from + bytesPerTurn))
  }
  return hash.digest('hex')
}
