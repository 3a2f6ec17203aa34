import { AppError } from '#domain'

/**
 * Little-endian bytes, growing on write and checked on read: a record cut short or scribbled on ends in
 * `corrupt-record`, never in a read past the end. Columns are split into byte planes, so that equal high
 * bytes stand side by side and compress away.
 */
export interface ByteWriter {
  byte(value: number): void
  /** Unsigned LEB128. */
  length(value: number): void
  text(value: string): void
  /** Length and bytes. */
  blob(value: Uint8Array): void
  /** Unsigned 32-bit integers: one byte for the number of planes, then the planes, low to high. */
  integers(values: Uint32Array | Float32Array): void
  halves(values: Float16Array): void
  bytes(): Uint8Array
}

export interface ByteReader {
  byte(): number
  length(): number
  text(): string
  blob(): Uint8Array
  integers(count: number): Uint32Array
  halves(count: number): Float16Array
  atEnd(): boolean
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export const createByteWriter = (): ByteWriter => {
  let buffer = new Uint8Array(24_576)
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
  const blob = (value: Uint8Array) => {
    length(value.length)
    room(value.length)
    buffer.set(value, end)
    end += value.length
  }
  return {
    byte,
    length,
    blob,
    text: (value) => blob(encoder.encode(value)),
    integers(values) {
      let most = 0
      for (const value of values) if (value > most) most = value
      const planes = most > 0xff_ffff ? 4 : most > 0xffff ? 3 : most > 0xff ? 2 : 1
      byte(planes)
      room(planes * values.length)
      for (let shift = 0; shift < 8 * planes; shift += 8) {
        for (let i = 0; i < values.length; i++) buffer[end++] = (values[i] ?? 0) >>> shift
      }
    },
    halves(values) {
      const bits = new Uint16Array(values.buffer, values.byteOffset, values.length)
      room(2 * bits.length)
      for (let i = 0; i < bits.length; i++) buffer[end++] = bits[i] ?? 0
      for (let i = 0; i < bits.length; i++) buffer[end++] = (bits[i] ?? 0) >>> 8
    },
    bytes: () => buffer.slice(0, end),
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
    text() {
      const encoded = take(length())
      try {
        return decoder.decode(encoded)
      } catch (cause) {
        throw new AppError('corrupt-record', 'the decision record holds text that is not UTF-8', { cause })
      }
    },
    integers(count) {
      const planes = byte()
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
