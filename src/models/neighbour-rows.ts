import { AppError } from '#domain'
import type { History } from './data-sets/interactions.ts'
import { packArtifact, type UnpackedArtifact } from './packed-artifact.ts'
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

/** Takes rows in the order of the items; of each the best `most` values, all of them above 0. */
export const createNeighbourRows = (items: number, most: number) => {
  const starts = new Uint32Array(items + 1)
  let keys = new Uint32Array(items * 8)
  let values = new Float32Array(items * 8)
  const best = createTopList(most)
  let rows = 0
  let size = 0
  return {
    offer(key: number, value: number): void {
      if (value > 0) best.offer(key, value)
    },
    /** Ends the row of the next item. */
    end(): void {
      if (size + best.size > keys.length) {
        const length = Math.max(keys.length * 2, size + best.size)
        keys = grown(keys, new Uint32Array(length))
        values = grown(values, new Float32Array(length))
      }
      for (let rank = 0; rank < best.size; rank++) {
        keys[size] = best.keyAt(rank)
        values[size++] = best.scoreAt(rank)
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

export const packNeighbourRows = (
  kind: string,
  facts: Readonly<Record<string, unknown>>,
  { starts, keys, values }: NeighbourRows,
): Uint8Array => packArtifact(kind, facts, { starts, keys, values })

/** Throws `corrupt-record` for rows that don't add up. */
export const unpackNeighbourRows = (kind: string, artifact: UnpackedArtifact<unknown>): NeighbourRows => {
  const [starts, keys, values] = [artifact.u32('starts'), artifact.u32('keys'), artifact.f32('values')]
  const items = starts.length - 1
  const isOrdered = starts.every((end, row) => row === 0 || end >= (starts[row - 1] ?? 0))
  if (
    !isOrdered ||
    starts.at(-1) !== keys.length ||
    values.length !== keys.length ||
    !keys.every((key) => key < items)
  )
    throw new AppError('corrupt-record', `The rows of the ${kind} artifact don’t add up. Train it again.`)
  return { items, starts, keys, values }
}

/** Σ over the history of weightOf(place) · its row. */
export const addRows = (
  { starts, keys, values }: NeighbourRows,
  { items }: History,
  weightOf: (place: number) => number,
  scores: Float32Array,
): void => {
  for (let place = 0; place < items.length; place++) {
    const item = items[place] ?? 0
    const weight = weightOf(place)
    for (let at = starts[item] ?? 0; at < (starts[item + 1] ?? 0); at++) {
      const key = keys[at] ?? 0
      scores[key] = (scores[key] ?? 0) + weight * (values[at] ?? 0)
    }
  }
}
