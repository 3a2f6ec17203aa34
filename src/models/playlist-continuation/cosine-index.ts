import type { Votes } from '../votes.ts'

/** Sparse rows: keys with weights above 0, each key once in a row. */
export interface SparseRow {
  readonly keys: ArrayLike<number>
  readonly weights: ArrayLike<number>
}

/**
 * Rows by their cosine, each key weighted by how few rows have it: ln((rows + 1) / rows with it), as search engines weigh
 * words (Spärck Jones 1972). An inverted index: only rows that have a key in common are touched.
 */
export interface CosineIndex {
  /** Adds `scale` times the cosine to each row that has something in common. */
  vote(row: SparseRow, scale: number, votes: Votes): void
}

export const createCosineIndex = (rows: readonly SparseRow[], keys: number): CosineIndex => {
  const starts = new Uint32Array(keys + 1)
  for (const row of rows) for (const key of Array.from(row.keys)) starts[key + 1] = (starts[key + 1] ?? 0) + 1
  const rarity = Float64Array.from({ length: keys }, (_, key) =>
    Math.log((rows.length + 1) / Math.max(1, starts[key + 1] ?? 0)),
  )
  for (let key = 0; key < keys; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0)
  const unseen = Math.log(rows.length + 1)
  const lengthOf = ({ keys: own, weights }: SparseRow): number => {
    let sum = 0
    for (let i = 0; i < own.length; i++) sum += ((weights[i] ?? 0) * (rarity[own[i] ?? 0] ?? unseen)) ** 2
    return Math.sqrt(sum) || 1
  }
  const posted = new Uint32Array(starts[keys] ?? 0)
  const values = new Float32Array(posted.length)
  const next = starts.slice()
  for (const [number, row] of rows.entries()) {
    const length = lengthOf(row)
    for (let i = 0; i < row.keys.length; i++) {
      const key = row.keys[i] ?? 0
      const at = next[key] ?? 0
      next[key] = at + 1
      posted[at] = number
      values[at] = ((row.weights[i] ?? 0) * (rarity[key] ?? 0)) / length
    }
  }
  return {
    vote(row, scale, votes) {
      const length = lengthOf(row)
      for (let i = 0; i < row.keys.length; i++) {
        const key = row.keys[i] ?? 0
        if (key >= keys) continue
        const weight = (scale * (row.weights[i] ?? 0) * (rarity[key] ?? 0)) / length
        const end = starts[key + 1] ?? 0
        for (let at = starts[key] ?? 0; at < end; at++) votes.add(posted[at] ?? 0, weight * (values[at] ?? 0))
      }
    },
  }
}
