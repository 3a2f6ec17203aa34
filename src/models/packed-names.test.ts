import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsOfNames, namesInColumns } from './packed-names.ts'

const u32 = (columns: Readonly<Record<string, Uint32Array>>) => (name: string) =>
  columns[name] ?? new Uint32Array(0)

test('names come back from their columns, whatever they are written in', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => {
      expect(namesInColumns('names', u32(columnsOfNames('names', names)))).toEqual(names)
    }),
  )
  const marked = ['\uFEFFmarked', 'ünï', '🎵']
  expect(namesInColumns('names', u32(columnsOfNames('names', marked)))).toEqual(marked)
})

test('a name lies in its column as it is written', () => {
  const { names } = columnsOfNames('names', ['ann', 'bob-who-is-looked-for', 'cy'])
  expect(new TextDecoder().decode(names)).toContain('bob-who-is-looked-for')
})

test('names of which some are missing, or left over, are refused', () => {
  const columns = columnsOfNames('names', ['ann who has a long name', 'bob'])
  const refused = expect.objectContaining({ code: 'corrupt-record' })
  for (const lengths of [[23], [23, 8], []])
    expect(() =>
      namesInColumns('names', u32({ ...columns, namesLengths: Uint32Array.from(lengths) })),
    ).toThrowError(refused)
})
