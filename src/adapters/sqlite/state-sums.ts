import { crc32 } from 'node:zlib'

/**
 * Checksums of feature states. SQLite finds a torn page and not a flipped bit in a number, which would be served
 * as somebody's taste. Each sum covers the whole key as well, so that a state can't pass as another owner's.
 */
export const stateSum = (owner: string, feature: number, about: string, state: Uint8Array): number =>
  crc32(state, crc32(`${owner}\n${feature}\n${about}`))

/** Of the one row that says how far the log was folded: a wrong cursor would leave events out. */
export const cursorSum = (cursor: string, features: string): number => crc32(`${cursor}\n${features}`)
