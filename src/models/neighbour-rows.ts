import { z } from 'zod'
import { AppError } from '#domain'
import type { ItemScorer } from './learner.ts'
import { packArtifact, unpackArtifact } from './packed-artifact.ts'
import { playWeights } from './play-weights.ts'
import { createTopList } from './top-list.ts'

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

/** Takes rows in the order of the items; of each the `most` values of the largest size, of either sign. */
export const createNeighbourRows = (items: number, most: number) => {
  const starts = new Uint32Array(items + 1)
  let keys = new Uint32Array(items * 8)
  let values = new Float32Array(items * 8)
  const best = createTopList(most)
  const row = new Float32Array(items)
  let rows = 0
  let size = 0
  return {
    offer(key: number, value: number): void {
      if (value === 0) return
      row[key] = value
      best.offer(key, Math.abs(value))
    },
    /** Ends the row of the next item. */
    end(): void {
      if (size + best.size > keys.length) {
        const length = Math.max(keys.length * 2, size + best.size)
        keys = grown(keys, new Uint32Array(length))
        values = grown(values, new Float32Array(length))
      }
      for (let rank = 0; rank < best.size; rank++) {
        const key = best.keyAt(rank)
        keys[size] = key
        values[size++] = row[key] ?? 0
      }
      best.clear()
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
