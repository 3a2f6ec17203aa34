import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blankColumns, type ColumnKind, type Numbers } from './columns.ts'
import { parseLayout } from './layout.ts'
import {
  best,
  bySize,
  type Kept,
  type Live,
  size,
  source,
  stage,
  stopwatch,
  type Thing,
  things,
  world,
  written,
} from './pipeline.sample.ts'
import { type Pipeline, pipeline } from './pipeline.ts'
import { createPlayer } from './player.ts'
import { type ReadTape, readTape } from './read-tape.ts'
import { createRecorder } from './recorder.ts'
import type { Filter, Hydrator, Presenter } from './stages.ts'

/** Stages of a pipeline that is drawn: hydrators that give each candidate a number of their own, and filters. */
interface Drawn {
  readonly name: string
  readonly as: 'hydrate' | 'filter'
  readonly kind: ColumnKind
  /** Of hydrators: candidates of which nothing is known; of filters: those that are dropped. */
  readonly misses: number
  readonly absent: boolean
  readonly fails: boolean
}

const hydratorOf = ({ name, kind, misses, absent, fails }: Drawn): Hydrator<Live, Thing, Numbers> => ({
  ...stage,
  name,
  adds: { [`${name}-number`]: kind },
  ...(absent && { absent: { [`${name}-number`]: 1 } }),
  hydrate(_query, { columns: { key }, count }) {
    if (fails) throw new Error('away')
    const column = blankColumns<Numbers>({ [`${name}-number`]: kind }, count)
    column[`${name}-number`]?.set(
      Array.from(key, (value) => (kind === 'unit' ? (value % 16) / 15 : value % 256)),
    )
    return { columns: column, known: Uint32Array.from(key, (value) => (value % misses === 0 ? 0 : 1)) }
  },
})
const filterOf = ({ name, misses }: Drawn): Filter<Kept, Thing> => ({
  ...stage,
  name,
  judge: (_query, { columns }) =>
    Array.from(columns.key, (key) => (key % misses === 1 ? 'so it is' : undefined)),
})
const told: Presenter<Live, Thing, { said: string }> = {
  ...stage,
  name: 'told',
  parse: (value) => ({ said: JSON.stringify(value) }),
  present: (_query, selected) =>
    selected.map(({ key }) => (key % 5 === 0 ? undefined : { said: `of ${key}` })),
}

const lineOf = (drawn: readonly Drawn[], finds: readonly (readonly number[])[]) => {
  const start: Pipeline<Live, Kept, Thing> = pipeline<Live, Kept, Thing>(
    'drawn',
    things,
    finds.map((keys, index) => source(`source-${index}`, 1 << index, keys)),
  )
  return drawn
    .reduce<Pipeline<Live, Kept, Thing>>(
      (line, one) => (one.as === 'hydrate' ? line.hydrate(hydratorOf(one)) : line.filter(filterOf(one))),
      start,
    )
    .hydrate({ ...size, absent: { size: 1 } })
    .score(bySize, { ...bySize, name: 'never-asked' })
    .select(best)
    .present(told)
}

const drawnStage = (name: string): fc.Arbitrary<Drawn> =>
  fc.record({
    name: fc.constant(name),
    as: fc.constantFrom('hydrate', 'hydrate', 'filter'),
    kind: fc.constantFrom<ColumnKind>('key', 'byte', 'half', 'float', 'unit'),
    misses: fc.integer({ min: 2, max: 9 }),
    absent: fc.boolean(),
    fails: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
  })
const drawnStages = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => drawnStage(`stage-${index}`))))
const finds = fc.array(fc.uniqueArray(fc.nat(200), { maxLength: 30 }), { minLength: 1, maxLength: 3 })

const record = async (line: ReturnType<typeof lineOf>) => {
  const tape = createRecorder(stopwatch)
  const run = await line.run({ limit: 5, world: world([]) }, tape)
  return { run, ...written(tape) }
}

/** Every number that the tape tells of each candidate, as a trace tells it. */
const numbersIn = ({ candidates, stages }: ReadTape): Record<string, number>[] => {
  const numbers = candidates.map((): Record<string, number> => ({}))
  for (const { kind, rows, columns } of stages) {
    if (kind !== 'hydrate') continue
    for (const [name, column] of Object.entries(columns)) {
      for (const [row, slot] of rows.entries()) {
        const candidate = numbers[slot] ?? expect.fail(`row ${row} is of nobody`)
        candidate[name] = column[row] ?? expect.fail(`${name} is short`)
      }
    }
  }
  return numbers
}

describe('a tape', () => {
  it('is read without its pipeline: every mark, every number of each candidate, and every word [promise: readable-records]', async () => {
    await fc.assert(
      fc.asyncProperty(drawnStages, finds, async (drawn, keys) => {
        const { run, bytes, layoutOf } = await record(lineOf(drawn, keys))
        const read = readTape(bytes, layoutOf)
        const ended = run.trace.candidates()
        expect(read.pipeline).toBe('drawn')
        expect(read.candidates).toEqual(ended.map(({ numbers }) => numbers.key))
        expect(numbersIn(read)).toEqual(
          ended.map(({ numbers: { key: _key, from: _from, ...added } }) => added),
        )
        expect(read.slate.map((slot) => read.candidates[slot])).toEqual(run.selected.map(({ key }) => key))
        const said = read.stages.find(({ name }) => name === 'told')?.words ?? []
        expect(said.filter((words) => words !== undefined)).toEqual(
          run.selected.map(({ said }) => ({ said })),
        )
        const never = { name: 'never-asked', entered: read.candidates.length }
        const marks = read.stages.map(({ name, kind, outcome, tookMs }) => ({ name, kind, outcome, tookMs }))
        expect(marks.filter(({ name }) => name !== never.name)).toEqual(
          run.trace.stages.map(({ name, kind, outcome, tookMs }) => ({ name, kind, outcome, tookMs })),
        )
      }),
    )
  })

  it('finds stages that were exchanged, renamed, left out, added or typed anew, and names them [promise: readable-records]', async () => {
    const change = fc.record({
      how: fc.constantFrom('exchanged', 'renamed', 'left out', 'added', 'typed', 'filled'),
      where: fc.nat(100),
    })
    await fc.assert(
      fc.asyncProperty(drawnStages, finds, change, async (drawn, keys, { how, where }) => {
        const at = where % drawn.length
        const chosen = drawn[at] ?? expect.fail()
        const { changed, names } = changedBy(how, drawn, at, chosen)
        fc.pre(JSON.stringify(changed) !== JSON.stringify(drawn))
        const { bytes, layoutOf } = await record(lineOf(drawn, keys))
        const replay = lineOf(changed, keys).replay({ limit: 5 }, createPlayer(bytes, layoutOf))
        const thrown: unknown = await replay.then(
          () => expect.fail('it was replayed'),
          (error: unknown) => error,
        )
        expect(thrown).toMatchObject({ code: 'replay-diverged' })
        expect(names.some((name) => String(thrown).includes(name))).toBe(true)
      }),
    )
  })

  it('finds a filter that judges otherwise, and a selector that takes others, by name [promise: readable-records]', async () => {
    const filter = {
      name: 'stage-0',
      as: 'filter',
      kind: 'key',
      misses: 3,
      absent: false,
      fails: false,
    } as const
    // 1 and 4 are dropped, and by the other 1 and 6: as many.
    const keys = [[1, 2, 3, 4, 6, 8]]
    const { bytes, layoutOf } = await record(lineOf([filter], keys))
    const other = lineOf([{ ...filter, misses: 5 }], keys)
    await expect(other.replay({ limit: 5 }, createPlayer(bytes, layoutOf))).rejects.toMatchObject({
      code: 'replay-diverged',
      message: expect.stringContaining('the stage stage-0 lets other candidates go on'),
    })
    await expect(
      lineOf([filter], keys).replay({ limit: 3 }, createPlayer(bytes, layoutOf)),
    ).rejects.toMatchObject({ code: 'replay-diverged', message: expect.stringContaining('the stage best') })
  })

  it('finds a stage that was added behind the last one, or left out there [promise: readable-records]', async () => {
    const short = pipeline<Live, Kept, Thing>('short', things, [source('a', 1, [2, 4])])
      .hydrate(size)
      .score(bySize)
      .select(best)
    const tapes = [createRecorder(stopwatch), createRecorder(stopwatch)] as const
    await short.run({ limit: 1, world: world([]) }, tapes[0])
    await short.present(told).run({ limit: 1, world: world([]) }, tapes[1])
    const [without, withIt] = tapes.map(written)
    for (const [tape, line] of [
      [without, short.present(told)],
      [withIt, short],
    ] as const) {
      const { bytes, layoutOf } = tape ?? expect.fail()
      await expect(line.replay({ limit: 1 }, createPlayer(bytes, layoutOf))).rejects.toMatchObject({
        code: 'replay-diverged',
        message: expect.stringContaining('the stage told (present)'),
      })
    }
  })

  it('is refused as soon as one byte is another, wherever it is [promise: readable-records]', async () => {
    await fc.assert(
      fc.asyncProperty(
        drawnStages,
        finds,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (drawn, keys, where, by) => {
          const line = lineOf(drawn, keys)
          const { bytes, layoutOf } = await record(line)
          const place = where % bytes.length
          const scribbled = bytes.with(place, (bytes[place] ?? 0) ^ by)
          const corrupt = expect.objectContaining({ code: 'corrupt-record' })
          expect(() => readTape(scribbled, layoutOf)).toThrow(corrupt)
          await expect(
            (async () => line.replay({ limit: 5 }, createPlayer(scribbled, layoutOf)))(),
          ).rejects.toEqual(corrupt)
        },
      ),
    )
  })

  it('says what is missing: its layout, or names that format 1 did not have', async () => {
    const { bytes } = await record(lineOf([], [[1, 2]]))
    expect(() => readTape(bytes, () => undefined)).toThrow(
      /the layout [0-9a-f]{16} of a tape is not in its record/,
    )
    const first = new Uint8Array(readFileSync(join(import.meta.dirname, '../../test/golden/tape-1.bin')))
    expect(() => readTape(first, () => undefined)).toThrow('only a replay can read it')
  })

  it('has a layout that is the same when it is read back, under the same hash', async () => {
    const line = lineOf([], [[1, 2]])
    const tape = createRecorder(stopwatch)
    await line.run({ limit: 5, world: world([]) }, tape)
    expect(parseLayout(tape.layout.text)).toEqual(tape.layout)
    expect(() => parseLayout('{}')).toThrow(expect.objectContaining({ code: 'corrupt-record' }))
  })
})

describe('a pipeline', () => {
  it('with two stages of one kind and name, or an absent value that is no number, is no pipeline', async () => {
    const twice = pipeline<Live, Kept, Thing>('twice', things, [source('a', 1, [2]), source('a', 2, [4])])
    const unheard = { ...size, absent: { size: Number.NaN } }
    const nan = pipeline<Live, Kept, Thing>('nan', things, [source('a', 1, [2])]).hydrate(unheard)
    for (const line of [twice.hydrate(size), nan]) {
      const run = line
        .score(bySize)
        .select(best)
        .run({ limit: 1, world: world([]) }, createRecorder(stopwatch))
      await expect(run).rejects.toMatchObject({ code: 'broken-stage' })
    }
  })
})

/** The stages after a change, and the names of which one has to be told. */
const changedBy = (
  how: string,
  drawn: readonly Drawn[],
  at: number,
  chosen: Drawn,
): { readonly changed: readonly Drawn[]; readonly names: readonly string[] } => {
  const next = drawn[at + 1]
  const names = [chosen.name]
  if (how === 'exchanged' && next) return { changed: drawn.with(at, next).with(at + 1, chosen), names }
  if (how === 'left out') return { changed: drawn.toSpliced(at, 1), names }
  if (how === 'added') {
    return { changed: drawn.toSpliced(at, 0, { ...chosen, name: 'newcomer' }), names: ['newcomer'] }
  }
  if (how === 'typed' && chosen.as === 'hydrate') {
    return { changed: drawn.with(at, { ...chosen, kind: chosen.kind === 'half' ? 'float' : 'half' }), names }
  }
  if (how === 'filled' && chosen.as === 'hydrate') {
    return { changed: drawn.with(at, { ...chosen, absent: !chosen.absent }), names }
  }
  return { changed: drawn.with(at, { ...chosen, name: 'renamed' }), names }
}
