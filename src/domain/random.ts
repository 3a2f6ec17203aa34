/**
 * Seeded randomness. The generator is sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, a few adds
 * and shifts, passes PractRand; `hashText` is FNV-1a with a murmur3 finaliser, enough to spread seeds.
 * Same seed, same numbers, on every machine.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, bound). `bound` must be a positive integer. */
  below(bound: number): number
  /** Standard normal (Box–Muller). */
  normal(): number
}

/** A 32-bit unsigned hash of a text. */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return mix(hash)
}

const mix = (value: number): number => {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A generator for a seed; distinct texts or numbers give independent streams. */
export const createRandom = (seed: string | number): Random => {
  let a = hashText(`${seed}`)
  let b = mix(a ^ 0x9e3779b9)
  let c = mix(b ^ 0x243f6a88)
  let counter = 1
  const next32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next32()
  const next = () => next32() / 0x1_0000_0000
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}
