import { z } from 'zod'
import { AppError } from '#domain'
import { largestFirst } from './largest-first.ts'
import type { ItemScorer } from './learner.ts'
import { packArtifact, unpackArtifact } from './packed-artifact.ts'
import { playWeights } from './play-weights.ts'

/**
 * A sparse item × item matrix as rows of an artifact: of each item the best few others and what they gain where it was heard.
 * Rows that point outside the items are refused on load, so that scoring has nothing left to check.
 */
export interface NeighbourRows {
  readonly items: number
  readonly starts: Uint32Array
  readonly keys: Uint32Array
  readonly values: Float32Array
}

/** Takes rows in the order of the items; of each the `most` values of the largest size, of either sign, in the order offered. */
export const createNeighbourRows = (items: number, most: number) => {
  const starts = new Uint32Array(items + 1)
  let keys = new Uint32Array(items * 8)
  let values = new Float32Array(items * 8)
  const row = {
    keys: new Uint32Array(items),
    values: new Float32Array(items),
    sizes: new Float32Array(items),
  }
  let offered = 0
  let rows = 0
  let size = 0
  /** The size from which on values are kept, and how many of just this size there is room for. */
  const barOf = (): { readonly bar: number; readonly room: number } => {
    if (offered <= most) return { bar: 0, room: most }
    const sizes = row.sizes.subarray(0, offered)
    for (let at = 0; at < offered; at++) sizes[at] = Math.abs(row.values[at] ?? 0)
    largestFirst(sizes, most)
    const largest = sizes.subarray(0, most)
    let bar = Number.POSITIVE_INFINITY
    for (const one of largest) bar = Math.min(bar, one)
    return { bar, room: largest.filter((one) => one === bar).length }
  }
  return {
    offer(key: number, value: number): void {
      if (value === 0) return
      row.keys[offered] = key
      row.values[offered++] = value
    },
    /** Ends the row of the next item. */
    end(): void {
      if (size + most > keys.length) {
        const length = Math.max(keys.length * 2, size + most)
        keys = grown(keys, new Uint32Array(length))
        values = grown(values, new Float32Array(length))
      }
      let { bar, room } = barOf()
      for (let at = 0; at < offered; at++) {
        const value = row.values[at] ?? 0
        const one = Math.abs(value)
        if (one < bar || (one === bar && room-- <= 0)) continue
        keys[size] = row.keys[at] ?? 0
        values[size++] = value
      }
      offered = 0
      starts[++rows] = size
    },
    done: (): NeighbourRows => ({
      items,
      starts,
      keys: keys.slice(0, size),
      values: values.slice(0, size),
    }),
  }
}

const grown = <Column extends Uint32Array | Float32Array>(column: Column, longer: Column): Column => {
  longer.set(column)
  return longer
}

const factsSchema = z.strictObject({ playsPower: z.number() })

export const packNeighbourRows = (
  kind: string,
  playsPower: number,
  { starts, keys, values }: NeighbourRows,
): Uint8Array => packArtifact(kind, { playsPower }, { starts, keys, values })

/** Scores Σ y·row over the items of a history, y the weight of their plays. Throws `corrupt-record` for rows that don't add up. */
export const loadNeighbourRows = (kind: string, bytes: Uint8Array): ItemScorer => {
  const artifact = unpackArtifact(kind, bytes, factsSchema)
  const [starts, keys, values] = [artifact.u32('starts'), artifact.u32('keys'), artifact.f32('values')]
  const items = starts.length - 1
  const isOrdered = starts.every((end, row) => row === 0 || end >= (starts[row - 1] ?? 0))
  const isWhole = starts.at(-1) === keys.length && values.length === keys.length
  if (!isOrdered || !isWhole || !keys.every((key) => key < items))
    throw new AppError('corrupt-record', `The rows of the ${kind} artifact don’t add up. Train it again.`)
  return {
    items,
    facts: {},
    score(history, scores) {
      scores.fill(0)
      const weights = playWeights(history.weights, artifact.facts.playsPower)
      history.items.forEach((item, place) => {
        const weight = weights[place] ?? 0
        for (let at = starts[item] ?? 0; at < (starts[item + 1] ?? 0); at++) {
          const key = keys[at] ?? 0
          scores[key] = (scores[key] ?? 0) + weight * (values[at] ?? 0)
        }
      })
    },
  }
}
