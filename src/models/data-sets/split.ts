import { hashText } from '#domain'

/**
 * Whether a pair of a listener and an item is held out: by a hash, so that a split is the same whatever the order of the rows,
 * and on every machine. `share` of all pairs are, about as many of every listener's.
 */
export const isHeldOut = (listener: string, item: string, share: number, seed: string): boolean =>
  drawnOf([listener, item], seed) < share

/** Evenly from 0 up to 1, the same for the same of the same seed: what is below the share is held out. */
export const drawnOf = (parts: readonly unknown[], seed: string): number =>
  hashText(JSON.stringify([seed, ...parts])) / 0x1_0000_0000
