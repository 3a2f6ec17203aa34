/**
 * Who heard what how often, as columns by number: listener l's rows are `starts[l]` up to `starts[l + 1]`, items ascending.
 * Learners see numbers only, so that nothing they learn depends on how anybody is called.
 */
export interface Interactions {
  readonly listeners: number
  readonly items: number
  readonly starts: Uint32Array
  readonly of: Uint32Array
  /** Plays, above 0; 1 each where the table has none. */
  readonly weights: Float32Array
  /** The latest, in milliseconds since 1970; NaN where a row has none. Absent where no row has one. */
  readonly times?: Float64Array
}

/** What one listener heard; asked for with nothing else, so that no model needs to keep a listener. */
export interface History {
  /** Ascending. */
  readonly items: Uint32Array
  readonly weights: Float32Array
  readonly times?: Float64Array
  readonly now?: number
}

export const historyOf = (data: Interactions, listener: number): History => {
  const start = data.starts[listener] ?? 0
  const end = data.starts[listener + 1] ?? start
  return {
    items: data.of.subarray(start, end),
    weights: data.weights.subarray(start, end),
    ...(data.times && { times: data.times.subarray(start, end) }),
  }
}

/** Rows in any order: of a listener and an item that come again the plays are summed and the latest time counts. */
export const createInteractionsBuilder = () => {
  const rows: Map<number, { plays: number; at: number }>[] = []
  let timed = false
  return {
    add(listener: number, item: number, plays: number, at: number | undefined): void {
      timed ||= at !== undefined
      while (rows.length <= listener) rows.push(new Map())
      const before = rows[listener]?.get(item)
      const latest = Math.max(before?.at ?? Number.NEGATIVE_INFINITY, at ?? Number.NEGATIVE_INFINITY)
      rows[listener]?.set(item, { plays: (before?.plays ?? 0) + plays, at: latest })
    },
    /** Listeners and items up to these numbers, without one too. */
    build(listeners: number, items: number): Interactions {
      const starts = new Uint32Array(listeners + 1)
      for (let l = 0; l < listeners; l++) starts[l + 1] = (starts[l] ?? 0) + (rows[l]?.size ?? 0)
      const size = starts[listeners] ?? 0
      const of = new Uint32Array(size)
      const weights = new Float32Array(size)
      const times = new Float64Array(size)
      let place = 0
      for (let l = 0; l < listeners; l++)
        for (const [item, { plays, at }] of [...(rows[l] ?? [])].sort(([one], [other]) => one - other)) {
          of[place] = item
          weights[place] = plays
          times[place++] = Number.isFinite(at) ? at : Number.NaN
        }
      return { listeners, items, starts, of, weights, ...(timed && { times }) }
    },
  }
}
