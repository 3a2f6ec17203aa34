import { describe, expect, test } from 'vitest'
import { createLentBuffers } from './lent-buffers.ts'

const bytes = (length: number, value = 7): Uint8Array => new Uint8Array(length).fill(value)

describe('lent buffers', () => {
  test('a copy has the bytes of its record alone, whatever its buffer held before [promise: records-lent]', () => {
    const lent = createLentBuffers()
    const first = lent.copyOf(bytes(1_000, 1))
    lent.takeBack([first.buffer])
    const second = lent.copyOf(bytes(10, 2))
    expect(second.buffer).toBe(first.buffer)
    expect(second).toEqual(bytes(10, 2))
  })

  test('no buffer is lent twice before it came back [promise: records-lent]', () => {
    const lent = createLentBuffers()
    const copies = [lent.copyOf(bytes(1)), lent.copyOf(bytes(1))]
    lent.takeBack(copies.map(({ buffer }) => buffer))
    const again = [lent.copyOf(bytes(1)), lent.copyOf(bytes(1)), lent.copyOf(bytes(1))]
    expect(new Set(again.map(({ buffer }) => buffer)).size).toBe(3)
  })

  test('a record that is larger than what came back gets its own, and that is not kept [promise: records-lent]', () => {
    const lent = createLentBuffers()
    lent.takeBack([lent.copyOf(bytes(1)).buffer])
    const large = lent.copyOf(bytes(2_000_000))
    expect(large).toHaveLength(2_000_000)
    lent.takeBack([large.buffer])
    expect(lent.copyOf(bytes(1_500_000)).buffer).not.toBe(large.buffer)
  })

  test('many lent at once take hardly more room than their records [promise: records-lent]', () => {
    const lent = createLentBuffers()
    const copies = Array.from({ length: 1_000 }, () => lent.copyOf(bytes(100)))
    const room = copies.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
    expect(room).toBeLessThan(2 * 1_048_576)
    lent.takeBack(copies.map(({ buffer }) => buffer))
    expect(lent.copyOf(bytes(100)).buffer.byteLength).toBe(32_768)
  })

  test('of large ones no more come to stay than some MiB [promise: records-lent]', () => {
    const lent = createLentBuffers()
    const copies = Array.from({ length: 32 }, () => lent.copyOf(bytes(1_000_000)))
    lent.takeBack(copies.map(({ buffer }) => buffer))
    const before = new Set(copies.map(({ buffer }) => buffer))
    const again = Array.from({ length: 32 }, () => lent.copyOf(bytes(1)).buffer)
    expect(again.filter((buffer) => before.has(buffer))).toHaveLength(4)
  })
})
