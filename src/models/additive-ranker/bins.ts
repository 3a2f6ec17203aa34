import type { Choices } from './choices.ts'

/**
 * Where the values of a column are parted: ascending edges, of which value v lies in the bin that counts those ≤ v. Edges are
 * quantiles of all rows and of the chosen ones, since what is chosen lies where few rows do; the smallest value of all rows begins bin
 * 0 and is no edge.
 */
export const edgesOf = (column: Float32Array, { chosen }: Choices, most: number): Float32Array => {
  const all = column.toSorted()
  const distinct = all.filter((value, i) => i === 0 || value !== all[i - 1])
  if (distinct.length <= most) return distinct.subarray(1)
  const wanted = column.filter((_, row) => (chosen[row] ?? 0) > 0).sort()
  const edges = new Set<number>([0])
  for (const values of [distinct, wanted]) {
    for (let part = 1; part * 2 < most; part++) {
      const edge = values[Math.floor((2 * part * values.length) / most)]
      if (edge !== undefined) edges.add(edge)
    }
  }
  edges.delete(all[0] ?? 0)
  return Float32Array.from(edges).sort()
}

export const binOf = (value: number, edges: Float32Array): number => {
  let [from, to] = [0, edges.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((edges[middle] ?? 0) <= value) from = middle + 1
    else to = middle
  }
  return from
}
