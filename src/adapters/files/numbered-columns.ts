/**
 * Columns that carry a list by number: "Artist Name 1", "Artist Name 2", as YouTube Music writes them. The trap is a
 * table of which only the first is read: blocks on the artists in the others would not hold, and nobody is told.
 */
export interface NumberedName {
  /** The name without its number, as it would stand alone: `artist_name`. */
  readonly stem: string
  /** Undefined for a name without one, which stands before all that have one. */
  readonly number: number | undefined
}

/** Of a name in lower case whose words `_` parts. A year is no number of a column. */
export const numberedName = (name: string): NumberedName => {
  const found = /^(\p{L}[^\d]*?)_?(\d{1,2})(?=_|$)(\D*)$/u.exec(name)
  return found === null
    ? { stem: name, number: undefined }
    : { stem: `${found[1]}${found[3]}`, number: Number(found[2]) }
}

/** The columns of one stem in the order of their numbers. Numbered from 0 or 1 they are the whole list by themselves. */
export const inOrder = (
  columns: readonly { readonly column: string; readonly number: number | undefined }[],
): readonly string[] => {
  const numbered = columns.filter(({ number }) => number !== undefined)
  const isWhole = numbered.length > 1 && numbered.some(({ number = 2 }) => number < 2)
  return (isWhole ? numbered : columns)
    .toSorted((one, other) => (one.number ?? -1) - (other.number ?? -1))
    .map(({ column }) => column)
}

/** The cells of such columns as one: texts as a text that parts them, anything else as a list. */
export const joinedCell = (values: readonly unknown[]): unknown => {
  if (values.length < 2) return values[0]
  const said = values.filter((value) => value !== undefined && value !== null && value !== '')
  return said.every((value) => typeof value === 'string' || typeof value === 'number')
    ? said.join('; ')
    : said.flat()
}
