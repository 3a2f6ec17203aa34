import { AppError } from '#domain'
import type { ByteReader, ByteWriter } from './bytes.ts'
import {
  type Batch,
  type ColumnKinds,
  type Numbers,
  readColumns,
  settleColumns,
  writeColumns,
} from './columns.ts'

/** How a stage's whole answer is settled, written down and read back. */
export interface Codec<Answer> {
  settle(answer: Answer): Settled<Answer>
  /** Throws `corrupt-record`. */
  read(from: ByteReader): Answer
}

export interface Settled<Answer> {
  readonly answer: Answer
  write(into: ByteWriter): void
}

/** Columns with misses: `known[i]` is 0 where nothing is known of candidate i; absent when all are known. */
export interface Partly<C extends Numbers> extends Batch<C> {
  readonly known?: Uint32Array | undefined
}

/** More candidates than any stage answers for; a scribbled count must not become an allocation. */
const mostCandidates = 1_000_000

/** Count, whether there are misses and which, then the columns. */
export const columnsCodec = <C extends Numbers>(kinds: ColumnKinds<C>): Codec<Partly<C>> => ({
  settle(answer) {
    const { count, known, columns } = answer
    settleColumns(kinds, answer)
    return {
      answer,
      write(into) {
        into.length(count)
        into.byte(known === undefined ? 1 : 0)
        if (known !== undefined) into.integers(known)
        writeColumns(kinds, columns, into)
      },
    }
  },
  read(from) {
    const count = from.length()
    if (count > mostCandidates)
      throw new AppError('corrupt-record', `the record announces ${count} candidates`)
    const known = from.byte() === 1 ? undefined : from.integers(count)
    return { count, columns: readColumns(kinds, count, from), known }
  },
})

/** Anything JSON can hold, one per candidate; misses are null. For the few selected, where words matter. */
export const jsonCodec = <T>(parse: (value: unknown) => T): Codec<readonly (T | undefined)[]> => ({
  settle: (answer) => ({ answer, write: (into) => into.text(JSON.stringify(answer)) }),
  read(from) {
    try {
      const values: unknown = JSON.parse(from.text())
      if (!Array.isArray(values)) throw new TypeError('not a list')
      return values.map((value: unknown) => (value === null ? undefined : parse(value)))
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      throw new AppError('corrupt-record', 'words in the decision record are not readable', { cause })
    }
  },
})
