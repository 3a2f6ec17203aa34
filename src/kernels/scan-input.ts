/** What every scan refuses, in the same words: a bad shape would otherwise read its neighbour's bytes as numbers. */
export const checkDimensions = (dimensions: number): void => {
  if (!Number.isInteger(dimensions) || dimensions < 16 || dimensions > 4096 || dimensions % 16 !== 0)
    throw new RangeError(`A scan needs a multiple of 16 up to 4096 as its dimensions, not ${dimensions}.`)
}

export const checkRow = (row: number): void => {
  if (!Number.isInteger(row) || row < 0 || row >= 2 ** 31)
    throw new RangeError(`A row number is a whole number from 0 to 2^31 - 1, not ${row}.`)
}

export const checkLength = (vector: Float32Array, dimensions: number): void => {
  if (vector.length !== dimensions)
    throw new RangeError(`The scan holds vectors of ${dimensions} components; this one has ${vector.length}.`)
}

export const checkLimit = (limit: number): void => {
  if (!Number.isInteger(limit) || limit < 0)
    throw new RangeError(`A limit is a whole number from 0 on, not ${limit}.`)
}
