import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createByteReader, createByteWriter } from './bytes.ts'
import { columnsCodec } from './codec.ts'
import { type ColumnKind, columnKinds, type NumberColumn } from './columns.ts'

type One = Readonly<Record<'one', number>>

const settled = (kind: ColumnKind, column: NumberColumn) =>
  columnsCodec<One>({ one: kind }).settle({ count: column.length, columns: { one: column } })

const readBack = (kind: ColumnKind, column: NumberColumn): NumberColumn => {
  const into = createByteWriter()
  settled(kind, column).write(into)
  return columnsCodec<One>({ one: kind }).read(createByteReader(into.bytes())).columns.one
}

/** Numbers that a kind holds, to be rounded to it. */
const numbersOf: Readonly<Record<ColumnKind, fc.Arbitrary<number>>> = {
  key: fc.nat(0xffff_ffff),
  byte: fc.nat(0xff),
  half: fc.double({ min: -65_504, max: 65_504, noNaN: true }),
  float: fc.float({ noNaN: true, noDefaultInfinity: true }),
  unit: fc.double({ min: 0, max: 1, noNaN: true }),
}

describe('a column', () => {
  it.each(columnKinds)('of kind %s goes on as exactly what is read back', (kind) => {
    fc.assert(
      fc.property(fc.array(numbersOf[kind], { maxLength: 40 }), (numbers) => {
        const column =
          kind === 'key' || kind === 'byte' ? Uint32Array.from(numbers) : Float32Array.from(numbers)
        const read = readBack(kind, column)
        expect([...read]).toEqual([...column])
      }),
    )
  })

  it('of kind float is exact: what was put in comes out', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect([...readBack('float', Float32Array.of(number))]).toEqual([number])
      }),
    )
  })

  it.each(columnKinds)('of kind %s holds neither NaN nor an infinity', (kind) => {
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => settled(kind, Float32Array.of(0, number))).toThrow(
        expect.objectContaining({
          code: 'broken-stage',
          message: expect.stringContaining(`holds ${number}`),
        }),
      )
    }
  })

  it('of kind half refuses a number that would go on as an infinity', () => {
    expect(() => settled('half', Float32Array.of(65_504, -65_504))).not.toThrow()
    expect(() => settled('half', Float32Array.of(70_000))).toThrow(
      expect.objectContaining({ code: 'broken-stage' }),
    )
  })

  it('of kind float is no column of integers, which would have to be rounded', () => {
    expect(() => settled('float', Uint32Array.of(1))).toThrow(
      expect.objectContaining({ code: 'broken-stage' }),
    )
  })

  it('of another length than its batch is refused', () => {
    const short = { count: 2, columns: { one: Uint32Array.of(1) } }
    expect(() => columnsCodec<One>({ one: 'key' }).settle(short)).toThrow(
      expect.objectContaining({ code: 'broken-stage' }),
    )
  })
})
