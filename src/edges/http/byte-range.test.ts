import { describe, expect, it } from 'vitest'
import { byteRange } from './byte-range.ts'

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-3', { start: 0, end: 3 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=-4', { start: 6, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=2-99', { start: 2, end: 9 }],
    ['bytes=9-9', { start: 9, end: 9 }],
  ])('%s of ten bytes is read', (header, range) => {
    expect(byteRange(header, 10)).toEqual(range)
  })

  it.each(['bytes=10-', 'bytes=99-100', 'bytes=5-4', 'bytes=-0'])('%s of ten bytes is none', (header) => {
    expect(byteRange(header, 10)).toBe('unsatisfiable')
  })

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=1.5-2'])(
    '%s counts as absent: the whole file is sent',
    (header) => {
      expect(byteRange(header, 10)).toBe(undefined)
    },
  )

  it('of an empty file is none', () => {
    expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(byteRange('bytes=-1', 0)).toBe('unsatisfiable')
  })
})
