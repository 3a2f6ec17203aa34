/**
 * What was there to choose from, and what was chosen: the data set of a ranker. Rows are candidates with the columns that lay on
 * the tape, so that what is learnt from is what was served with. A group is one answer: its rows stand together.
 */
export interface Choices {
  /** By name, one value a row; all finite. */
  readonly columns: Readonly<Record<string, Float32Array>>
  /** Rows of group g: `starts[g] … starts[g + 1])`. */
  readonly starts: Uint32Array
  /** How much each row was chosen; 0 for not. */
  readonly chosen: Float32Array
  /** 1 where the listener had never heard it. */
  readonly isNew: Uint8Array
}

export interface ChoiceRows {
  /** Columns of one answer, all of one length; those that are not named are not kept. */
  add(
    columns: Readonly<Record<string, ArrayLike<number>>>,
    chosen: ArrayLike<number>,
    isNew: ArrayLike<number>,
  ): void
  readonly groups: number
  done(): Choices
}

/** Gathers choices; a column that an answer lacks is 0 in its rows. */
export const createChoiceRows = (names: readonly string[]): ChoiceRows => {
  const blocks: { readonly columns: Float32Array[]; chosen: Float32Array; isNew: Uint8Array }[] = []
  return {
    add(columns, chosen, isNew) {
      blocks.push({
        columns: names.map((name) => Float32Array.from(columns[name] ?? new Float32Array(chosen.length))),
        chosen: Float32Array.from(chosen),
        isNew: Uint8Array.from(isNew),
      })
    },
    get groups() {
      return blocks.length
    },
    done() {
      const starts = new Uint32Array(blocks.length + 1)
      for (const [group, { chosen }] of blocks.entries())
        starts[group + 1] = (starts[group] ?? 0) + chosen.length
      const rows = starts[blocks.length] ?? 0
      const columns = names.map(() => new Float32Array(rows))
      const [chosen, isNew] = [new Float32Array(rows), new Uint8Array(rows)]
      for (const [group, block] of blocks.entries()) {
        const at = starts[group] ?? 0
        for (const [place, column] of columns.entries()) column.set(block.columns[place] ?? [], at)
        chosen.set(block.chosen, at)
        isNew.set(block.isNew, at)
      }
      return {
        columns: Object.fromEntries(
          names.map((name, place) => [name, columns[place] ?? new Float32Array(0)]),
        ),
        starts,
        chosen,
        isNew,
      }
    },
  }
}

/** Groups from `from` up to `to`, as views. */
export const choicesBetween = (
  { columns, starts, chosen, isNew }: Choices,
  from: number,
  to: number,
): Choices => {
  const [first, last] = [starts[from] ?? 0, starts[to] ?? 0]
  return {
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column.subarray(first, last)]),
    ),
    starts: starts.slice(from, to + 1).map((start) => start - first),
    chosen: chosen.subarray(first, last),
    isNew: isNew.subarray(first, last),
  }
}
