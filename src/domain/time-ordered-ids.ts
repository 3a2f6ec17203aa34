import type { Clock } from './instants.ts'

const randomPerId = 10
const idsAhead = 256

/**
 * UUIDs version 7 (RFC 9562): milliseconds first, so that ids sort by time and index pages stay warm; the other 74
 * bits are drawn. What is drawn is asked for ahead, many ids at once, for asking is a call of the system.
 */
export const createTimeOrderedIds = (clock: Clock, fill: (bytes: Buffer) => void): (() => string) => {
  const drawn = Buffer.alloc(randomPerId * idsAhead)
  const id = Buffer.alloc(16)
  let used = drawn.length
  return () => {
    if (used === drawn.length) {
      fill(drawn)
      used = 0
    }
    id.writeUIntBE(clock(), 0, 6)
    drawn.copy(id, 6, used, used + randomPerId)
    used += randomPerId
    id[6] = ((id[6] ?? 0) & 0x0f) | 0x70
    id[8] = ((id[8] ?? 0) & 0x3f) | 0x80
    const hex = id.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
