import { AppError } from '#domain'
import { createByteReader } from './bytes.ts'
import { readKept, readTaken } from './codec.ts'
import { differenceBetween, type LayoutOf, type NamedLayout } from './layout.ts'
import type { Mark, Tape } from './tape.ts'
import { isNamedTape, openTape } from './tape-format.ts'
import { type Outcome, outcomes } from './trace.ts'

/**
 * Answers from a recorder's bytes. Stages that are not those that wrote them, or that let other candidates go on, end in
 * `replay-diverged`, bytes that are not as they were written in `corrupt-record`.
 */
export const createPlayer = (bytes: Uint8Array, layoutOf: LayoutOf = () => undefined): Tape =>
  isNamedTape(bytes) ? playNamed(bytes, layoutOf) : playUnnamed(bytes)

const diverged = (what: string) =>
  new AppError('replay-diverged', `${what}: the code that runs is not the code that served.`)

const playNamed = (bytes: Uint8Array, layoutOf: LayoutOf): Tape => {
  const { layout, marks, from } = openTape(bytes, layoutOf)
  const markAt = (place: number): Mark => {
    const mark = marks[place]
    if (mark === undefined) throw diverged(`${layout.pipeline} asks for a stage ${place}, of ${marks.length}`)
    return mark
  }
  return {
    open(today) {
      const difference = differenceBetween(layout, today)
      if (difference !== undefined) throw diverged(difference)
    },
    ask(place, asked) {
      const mark = markAt(place)
      return mark.outcome === 'ok' ? { ...mark, value: asked.codec.read(from) } : mark
    },
    compute(place, work) {
      const mark = markAt(place)
      return mark.outcome === 'ok' ? { ...mark, value: work() } : mark
    },
    went(place, { of, places, propensities }) {
      const stage = layout.stages[place]
      const before = stage?.kind === 'select' ? readTaken(from, stage.columns) : readKept(from)
      const same = before.of === of && before.places?.length === places?.length
      if (same && (places ?? []).every((kept, i) => kept === before.places?.[i])) {
        if ((propensities ?? []).every((chance, i) => chance === before.propensities?.[i])) return
        throw diverged(`${layout.pipeline}: the stage ${stage?.name} takes the same with another probability`)
      }
      throw diverged(
        `${layout.pipeline}: the stage ${stage?.name} lets other candidates go on (${places?.length ?? of} of ${of}) than it did (${before.places?.length ?? before.of} of ${before.of})`,
      )
    },
  }
}

/**
 * A tape of format 1, as the first release wrote them. It knows its stages by their order alone, and had no mark for
 * those that the run did not come to.
 */
const playUnnamed = (bytes: Uint8Array): Tape => {
  const from = createByteReader(bytes)
  const marks = readMarks(from.text())
  let stages: NamedLayout['stages'] = []
  let next = 0
  const mark = (place: number): Mark => {
    const found = marks[next++]
    if (found === undefined) throw diverged(`the record ends before the stage ${stages[place]?.name}`)
    return found
  }
  return {
    open(today) {
      stages = today.stages
    },
    ask(place, asked) {
      const found = mark(place)
      return found.outcome === 'ok' ? { ...found, value: asked.codec.read(from) } : found
    },
    compute(place, work) {
      const found = mark(place)
      return found.outcome === 'ok' ? { ...found, value: work() } : found
    },
    went() {},
  }
}

const isOutcome = (value: unknown): value is Outcome => outcomes.some((outcome) => outcome === value)

const readMarks = (text: string): Mark[] => {
  const corrupt = () => new AppError('corrupt-record', 'the decision record holds no readable list of stages')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw corrupt()
  }
  if (!Array.isArray(parsed)) throw corrupt()
  return parsed.map((entry: unknown) => {
    if (!Array.isArray(entry)) throw corrupt()
    const [outcome, tookMs, detail]: unknown[] = entry
    if (!isOutcome(outcome) || typeof tookMs !== 'number') throw corrupt()
    return typeof detail === 'string' ? { outcome, tookMs, detail } : { outcome, tookMs }
  })
}
