import { crc32 } from 'node:zlib'
import { AppError } from '#domain'

/**
 * Little-endian bytes, growing on write and checked on read: a record cut short or scribbled on ends in
 * `corrupt-record`, never in a read past the end. Columns are split into byte planes, so that equal high
 * bytes stand side by side and compress away. What is written inside `sized` and `checked` lies in the same buffer,
 * so that a part whose length or sum stands before it is not written apart and copied.
 */
export interface ByteWriter {
  byte(value: number): void
  /** Unsigned LEB128. */
  length(value: number): void
  text(value: string): void
  /** Length and bytes. */
  blob(value: Uint8Array): void
  /** The bytes alone. */
  raw(value: Uint8Array): void
  /** Four bytes of length, then what is written. */
  sized(write: () => void): void
  /** Four bytes of CRC-32, then what is written, which is all up to the end of what is read back. */
  checked(write: () => void): void
  /** Unsigned 32-bit integers: one byte for the number of planes, then the planes, low to high. */
  integers(values: Uint32Array | Float32Array): void
  halves(values: Float16Array): void
  /** A copy of what was written. */
  bytes(): Uint8Array
  /** Begins anew, in the buffer that is there. */
  reset(): void
}

export interface ByteReader {
  byte(): number
  length(): number
  text(): string
  blob(): Uint8Array
  raw(size: number): Uint8Array
  sized(): Uint8Array
  /** A reader of all that is left, where the sum before it is its sum. */
  checked(): ByteReader
  /** `planes` where that number was read before. */
  integers(count: number, planes?: number): Uint32Array
  halves(count: number): Float16Array
  atEnd(): boolean
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

const firstBytes = 24_576
/** A buffer that one large record made grow is not kept for the small ones after it. */
const mostKept = 1_048_576

export const createByteWriter = (): ByteWriter => {
  let buffer = new Uint8Array(firstBytes)
  let end = 0
  const room = (size: number) => {
    if (end + size <= buffer.length) return
    const grown = new Uint8Array(Math.max(buffer.length * 2, end + size))
    grown.set(buffer)
    buffer = grown
  }
  const byte = (value: number) => {
    room(1)
    buffer[end++] = value
  }
  const length = (value: number) => {
    let rest = value
    while (rest > 0x7f) {
      byte((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    byte(rest)
  }
  const raw = (value: Uint8Array) => {
    room(value.length)
    buffer.set(value, end)
    end += value.length
  }
  /** Leaves four bytes free, writes, and fills them in with what is made of the place where the writing began. */
  const preceded = (write: () => void, by: (start: number) => number) => {
    room(4)
    end += 4
    const start = end
    write()
    const word = by(start)
    for (let i = 0; i < 4; i++) buffer[start - 4 + i] = word >>> (8 * i)
  }
  return {
    byte,
    length,
    raw,
    blob(value) {
      length(value.length)
      raw(value)
    },
    text(value) {
      const size = Buffer.byteLength(value)
      length(size)
      room(size)
      encoder.encodeInto(value, buffer.subarray(end))
      end += size
    },
    sized: (write) => preceded(write, (start) => end - start),
    checked: (write) => preceded(write, (start) => crc32(buffer.subarray(start, end))),
    integers(values) {
      const { length: count } = values
      let most = 0
      for (let i = 0; i < count; i++) most = Math.max(most, values[i] ?? 0)
      const planes = most > 0xff_ffff ? 4 : most > 0xffff ? 3 : most > 0xff ? 2 : 1
      byte(planes)
      room(planes * count)
      for (let shift = 0; shift < 8 * planes; shift += 8) {
        for (let i = 0; i < count; i++) buffer[end++] = (values[i] ?? 0) >>> shift
      }
    },
    halves(values) {
      const bits = new Uint16Array(values.buffer, values.byteOffset, values.length)
      room(2 * bits.length)
      for (let i = 0; i < bits.length; i++) buffer[end++] = bits[i] ?? 0
      for (let i = 0; i < bits.length; i++) buffer[end++] = (bits[i] ?? 0) >>> 8
    },
    bytes: () => buffer.slice(0, end),
    reset() {
      if (buffer.length > mostKept) buffer = new Uint8Array(firstBytes)
      end = 0
    },
  }
}

export const createByteReader = (buffer: Uint8Array): ByteReader => {
  let at = 0
  const take = (size: number): Uint8Array => {
    if (at + size > buffer.length) {
      throw new AppError(
        'corrupt-record',
        `the decision record ends at byte ${buffer.length}, before what it announces`,
      )
    }
    const taken = buffer.subarray(at, at + size)
    at += size
    return taken
  }
  const byte = () => take(1)[0] ?? 0
  const word = () => {
    const [a = 0, b = 0, c = 0, d = 0] = take(4)
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
  }
  const length = () => {
    let value = 0
    for (let scale = 1; scale < 2 ** 42; scale *= 0x80) {
      const next = byte()
      value += (next & 0x7f) * scale
      if (next < 0x80) return value
    }
    throw new AppError('corrupt-record', 'the decision record holds a length that never ends')
  }
  return {
    byte,
    length,
    blob: () => take(length()),
    raw: take,
    sized: () => take(word()),
    checked() {
      const sum = word()
      const rest = take(buffer.length - at)
      if (crc32(rest) !== sum) {
        throw new AppError(
          'corrupt-record',
          'the decision record does not have the sum that was written for it',
        )
      }
      return createByteReader(rest)
    },
    text() {
      const encoded = take(length())
      try {
        return decoder.decode(encoded)
      } catch (cause) {
        throw new AppError('corrupt-record', 'the decision record holds text that is not UTF-8', { cause })
      }
    },
    integers(count, planes = byte()) {
      const values = new Uint32Array(count)
      for (let plane = 0; plane < planes; plane++) {
        const column = take(count)
        for (let i = 0; i < count; i++)
          values[i] = ((values[i] ?? 0) | ((column[i] ?? 0) << (8 * plane))) >>> 0
      }
      return values
    },
    halves(count) {
      const low = take(count)
      const high = take(count)
      const bits = new Uint16Array(count)
      for (let i = 0; i < count; i++) bits[i] = (low[i] ?? 0) | ((high[i] ?? 0) << 8)
      return new Float16Array(bits.buffer)
    },
    atEnd: () => at === buffer.length,
  }
}
