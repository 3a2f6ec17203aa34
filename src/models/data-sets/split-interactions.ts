import type { Interactions } from './interactions.ts'
import { isHeldOut } from './split.ts'

/**
 * A table parted into one to learn from and one to validate by, both of the same numbers. By a hash of the numbers, so that nothing
 * but the table and the seed decides. What is validated by is of items that are left to learn from.
 */
export const splitInteractions = (
  data: Interactions,
  share: number,
  seed: string,
): { readonly train: Interactions; readonly holdout: Interactions } => {
  const held = new Uint8Array(data.of.length)
  for (let listener = 0; listener < data.listeners; listener++)
    for (let place = data.starts[listener] ?? 0; place < (data.starts[listener + 1] ?? 0); place++)
      held[place] = isHeldOut(`${listener}`, `${data.of[place]}`, share, seed) ? 1 : 0
  return { train: partOf(data, held, 0), holdout: partOf(data, held, 1) }
}

const partOf = (data: Interactions, held: Uint8Array, part: number): Interactions => {
  const isOf = (_: unknown, place: number) => held[place] === part
  const starts = new Uint32Array(data.listeners + 1)
  for (let listener = 0; listener < data.listeners; listener++) {
    let count = 0
    for (let place = data.starts[listener] ?? 0; place < (data.starts[listener + 1] ?? 0); place++)
      if (held[place] === part) count++
    starts[listener + 1] = (starts[listener] ?? 0) + count
  }
  return {
    listeners: data.listeners,
    items: data.items,
    starts,
    of: data.of.filter(isOf),
    weights: data.weights.filter(isOf),
    ...(data.times && { times: data.times.filter(isOf) }),
  }
}
