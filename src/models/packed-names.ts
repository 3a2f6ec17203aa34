import { AppError } from '#domain'

/**
 * Names as columns of an artifact: as many as are observed don't belong into its header, which is one text. The UTF-8 of all
 * lies one after the other, so a name that is looked for in a file is found, and is filled up with zeros to whole words.
 */
export const columnsOfNames = (
  column: string,
  names: readonly string[],
): Readonly<Record<string, Uint32Array>> => {
  const text = new TextEncoder().encode(names.join(''))
  const words = new Uint32Array(Math.ceil(text.length / 4))
  new Uint8Array(words.buffer).set(text)
  return { [column]: words, [lengthsOf(column)]: Uint32Array.from(names, ({ length }) => length) }
}

/** Throws `corrupt-record` for columns that are not of one another. */
export const namesInColumns = (column: string, u32: (name: string) => Uint32Array): string[] => {
  const words = u32(column)
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  let end = 0
  const names = Array.from(u32(lengthsOf(column)), (length) => {
    const from = end
    end += length
    return text.slice(from, end)
  })
  if (end <= text.length && text.length < end + 4) return names
  throw new AppError('corrupt-record', `The names in column "${column}" have other lengths than are told.`)
}

/** In units of a string in memory, so that what is read is decoded once and then cut. */
const lengthsOf = (column: string): string => `${column}Lengths`
