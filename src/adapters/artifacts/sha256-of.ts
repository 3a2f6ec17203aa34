import { createHash } from 'node:crypto'

/** The address of a blob in every artifact store: SHA-256 in lower-case hex. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
