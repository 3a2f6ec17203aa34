import { AppError } from '#domain'
import type { ByteReader, ByteWriter } from './bytes.ts'

/**
 * How a stage's answers are written down. Numbers go to columns, each column to byte planes (all low bytes,
 * then all high bytes), which is what makes the record small after compression. The trap closed here: a
 * feature read as a double, rounded in the record, would replay to another score. So the engine always hands
 * on what `settle` makes of an answer: the values as the record holds them, live and in replay alike.
 */
export interface Codec<T> {
  /** The values exactly as they will be read back. */
  settle(value: T): T
  write(values: readonly T[], into: ByteWriter): void
  read(count: number, from: ByteReader): T[]
}

/** `key`: an unsigned integer below 2^32; `byte`: below 2^8; `half`: an IEEE 754 half (11 bits of precision). */
export type ColumnKind = 'key' | 'byte' | 'half'

/**
 * A codec for flat objects of numbers.
 * @example numbers({ plays: 'half', artist: 'key' })
 */
export const numbers = <Name extends string>(
  kinds: Readonly<Record<Name, ColumnKind>>,
): Codec<Readonly<Record<Name, number>>> => {
  type Row = Record<Name, number>
  const names = Object.keys(kinds) as Name[] // the keys of a fresh literal are its names
  const blank = Object.fromEntries(names.map((name) => [name, 0])) as Row // filled with every name
  const settleNumber = (name: Name, value: number): number => {
    if (kinds[name] === 'half') return Math.f16round(value)
    const most = kinds[name] === 'byte' ? 0xff : 0xffff_ffff
    if (!(Number.isInteger(value) && value >= 0 && value <= most)) {
      throw new AppError(
        'broken-stage',
        `column ${name} holds ${value}, not a ${kinds[name]}; mend its stage`,
      )
    }
    return value
  }
  return {
    settle(value) {
      const settled: Row = { ...blank }
      for (const name of names) settled[name] = settleNumber(name, value[name])
      return settled
    },
    write(values, into) {
      for (const name of names) {
        const column = values.map((value) => value[name])
        if (kinds[name] === 'half') into.halves(column)
        else into.integers(column)
      }
    },
    read(count, from) {
      const rows = Array.from({ length: count }, (): Row => ({ ...blank }))
      for (const name of names) {
        const column = kinds[name] === 'half' ? from.halves(count) : from.integers(count)
        for (const [index, row] of rows.entries()) row[name] = column[index] ?? 0
      }
      return rows
    },
  }
}

/** A codec for anything JSON can hold; for the few selected, where words matter. */
export const json = <T>(parse: (value: unknown) => T): Codec<T> => ({
  settle: (value) => value,
  write: (values, into) => into.text(JSON.stringify(values)),
  read(count, from) {
    const values: unknown = JSON.parse(from.text())
    if (!Array.isArray(values) || values.length !== count) {
      throw new AppError('corrupt-record', `a block of the decision record should hold ${count} values`)
    }
    return values.map(parse)
  },
})
