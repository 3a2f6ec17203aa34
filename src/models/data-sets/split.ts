import { hashText } from '#domain'

/**
 * Whether a pair of a listener and an item is held out: by a hash, so that a split is the same whatever the order of the rows,
 * and on every machine. `share` of all pairs are, about as many of every listener's.
 */
export const isHeldOut = (listener: string, item: string, share: number, seed: string): boolean =>
  hashText(JSON.stringify([seed, listener, item])) < share * 0x1_0000_0000
