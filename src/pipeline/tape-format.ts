import { AppError } from '#domain'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { createByteReader } from './bytes.ts'
import { hashBytes, type Layout, type LayoutOf, type NamedLayout } from './layout.ts'
import type { Mark } from './tape.ts'
import { outcomes } from './trace.ts'

/**
 * Tapes in bytes. Format 2: a zero and the format, the CRC-32 of all that follows, the hash of the layout; for each of
 * its stages a mark (a byte for the outcome, with the highest bit set where there is a detail; microseconds; the
 * detail); then what each stage left, in the same order: columns, words, or who went on. Format 1 began with the length
 * of a list of marks, which is never zero, and named no stages.
 */
export type WriteBlock = (into: ByteWriter) => void

interface Written {
  readonly layout: NamedLayout
  readonly marks: readonly Mark[]
  readonly blocks: readonly (WriteBlock | undefined)[]
}

const format = 2
const withDetail = 0x80

export const isNamedTape = (bytes: Uint8Array): boolean => bytes[0] === 0

export const writeTape = (into: ByteWriter, { layout, marks, blocks }: Written): void => {
  into.byte(0)
  into.byte(format)
  into.checked(() => {
    for (let at = 0; at < 2 * hashBytes; at += 2)
      into.byte(Number.parseInt(layout.hash.slice(at, at + 2), 16))
    for (const { outcome, tookMs, detail } of marks) {
      into.byte(outcomes.indexOf(outcome) + (detail ? withDetail : 0))
      into.length(Math.round(1000 * tookMs))
      if (detail) into.text(detail)
    }
    for (const write of blocks) write?.(into)
  })
}

/** The marks of a tape by the places of its layout, and a reader of what its stages left. */
export interface OpenedTape {
  readonly layout: Layout
  readonly marks: readonly Mark[]
  readonly from: ByteReader
}

/** Throws `corrupt-record` for bytes that are no tape of format 2, or whose layout is not at hand. */
export const openTape = (bytes: Uint8Array, layoutOf: LayoutOf): OpenedTape => {
  const whole = createByteReader(bytes)
  if (whole.byte() !== 0 || whole.byte() !== format) {
    throw new AppError(
      'corrupt-record',
      `This is no tape of format ${format}. One of format 1 names no stages: only a replay can read it.`,
    )
  }
  const from = whole.checked()
  const hash = Buffer.from(from.raw(hashBytes)).toString('hex')
  const layout = layoutOf(hash)
  if (layout === undefined)
    throw new AppError('corrupt-record', `the layout ${hash} of a tape is not in its record`)
  return { layout, marks: layout.stages.map(() => readMark(from)), from }
}

const readMark = (from: ByteReader): Mark => {
  const how = from.byte()
  const outcome = outcomes[how & ~withDetail]
  if (outcome === undefined) throw new AppError('corrupt-record', `a tape tells of an outcome ${how}`)
  const tookMs = from.length() / 1000
  return how < withDetail ? { outcome, tookMs } : { outcome, tookMs, detail: from.text() }
}
