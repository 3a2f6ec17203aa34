const comma = /(?<!\\),/
const plainCommas = (name: string): string => name.replaceAll('\\,', ',')

/**
 * The names in a text, of a table or of a file's tags. Bars and semicolons part them. A comma may be part of a name, so
 * it does only where as many ids of artists stand beside it (`counted`), or where the commas of names are written as `\\,`,
 * as Exportify does.
 */
export const namesListed = (text: string, counted = 0): readonly string[] => {
  const parts = text.split(/[|;]/)
  if (parts.length > 1) return parts.flatMap(nonBlank)
  const names = text.split(comma).map(plainCommas).flatMap(nonBlank)
  const areCounted = counted === 0 ? text.includes('\\,') : counted === names.length
  return areCounted ? names : [plainCommas(text)]
}

export const nonBlank = (text: string): readonly string[] => (text.trim() === '' ? [] : [text.trim()])

/** Whether a text says how several names are parted. */
export const partsNames = (text: string): boolean => /[|;]|\\,/.test(text)

/** Whether one name may be several: "A, B", "A & B", "A / B", and words of some length with a slash between ("AC/DC" is one). */
export const mayBeSeveral = (name: string): boolean => /,(?!\d)|\s[&/]\s|\p{L}{3}\/\p{L}{3}/u.test(name)
