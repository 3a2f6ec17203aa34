/**
 * What a play count says of how much an item is liked, within one listener: (log(1 + plays) / their mean of it)^power. The mean is
 * 1 at power 1, so that a listener of thousands of plays teaches no more than one of ten; where all counts are equal, or
 * the table has none, all weights are 1. Power 0 leaves the counts out.
 */
export const playWeights = (plays: Float32Array, power: number): Float32Array => {
  const weights = new Float32Array(plays.length).fill(1)
  let mean = 0
  for (const count of plays) mean += Math.log1p(count) / plays.length
  if (power === 0 || mean === 0) return weights
  return weights.map((_, place) => (Math.log1p(plays[place] ?? 0) / mean) ** power)
}

/** Of every row of the interactions, listener by listener. */
export const playWeightsOf = (
  { starts, weights }: { readonly starts: Uint32Array; readonly weights: Float32Array },
  power: number,
): Float32Array => {
  const all = new Float32Array(weights.length)
  for (let listener = 0; listener + 1 < starts.length; listener++) {
    const start = starts[listener] ?? 0
    all.set(playWeights(weights.subarray(start, starts[listener + 1]), power), start)
  }
  return all
}
