import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDescribe, importTracks } from '#catalog'
import { AppError, counted, dayMs, instant } from '#domain'
import { type AppEvent, describedBy, isTrackEvent, logStart } from '#log'
import { type EvaluatedServed, type EvaluatingServed, evaluateServed, lessIsBetter } from '#operations'
import { nowPlaying } from '#surfaces'
import { generateWorld } from '#world'
import { expectDataFolder } from './data-folder.ts'
import type { Outside } from './platform.ts'
import { createProgress, type Progress, type Step } from './progress.ts'

/**
 * `segue evaluate served`: what now-playing serves, with filters, spacing and all, against what was listened to after it. Over the
 * log of a data folder, which is read and not written, or over a generated world.
 */
export interface ServedArguments {
  /** A folder; absent, a world is generated. */
  readonly data?: string | undefined
  readonly worldSeed: string
  readonly listeners: number
  readonly days: number
  /** Of an invented catalogue; absent, the world listens to the open one. */
  readonly tracks?: number | undefined
  readonly holdout: number
  readonly recipe: readonly string[]
  readonly learn: number
  readonly seed: string
  readonly json?: boolean | undefined
}

/** What listened to what, in order. */
interface Listening {
  readonly label: string
  readonly events: readonly AppEvent[]
}

/** The same moment for every run, so that a world is the same world. */
const worldEndsAt = instant(Date.UTC(2026, 10, 1))

export const runServed = async (asked: ServedArguments, outside: Outside): Promise<void> => {
  const progress = createProgress(outside)
  const recipes = await readRecipes(asked.recipe)
  if (asked.data === undefined)
    expectDays(`A world of ${counted(asked.days, 'day')}`, asked.days * dayMs, asked)
  const stores = outside.inMemory()
  const listening =
    asked.data === undefined
      ? await inWorld(asked, stores, outside, progress)
      : await inFolder(asked.data, stores, outside, progress)
  const { events, label } = listening
  const { end, lengthMs } = spanOf(events)
  expectDays(`The listening of ${label} goes back ${(lengthMs / dayMs).toFixed(1)} days`, lengthMs, asked)
  const figures = await evaluateServed({
    stores,
    events,
    heldOutFrom: instant(end - asked.holdout * dayMs),
    recipes,
    learnDays: asked.learn,
    seed: asked.seed,
    onProgress: shownOn(progress),
    signal: outside.signal,
  })
  if (asked.json) outside.out(JSON.stringify({ evaluation: 'served', data: label, ...figures }))
  else printFigures(label, figures, outside)
}

/** Of all there is to hold out, none would be left to learn from; told before the work, which would take hours. */
const expectDays = (what: string, lengthMs: number, { holdout }: ServedArguments): void => {
  if (holdout * dayMs < lengthMs) return
  throw new AppError(
    'invalid-config',
    `${what}: with ${counted(holdout, 'day')} held out, nothing would be left to learn from. Hold out fewer with --holdout.`,
  )
}

/** From the first play to the last event. */
const spanOf = (events: readonly AppEvent[]) => {
  let [first, last] = [Number.POSITIVE_INFINITY, 0]
  for (const { type, at } of events) {
    last = Math.max(last, at)
    if (type === 'track.played') first = Math.min(first, at)
  }
  return { end: last + 1, lengthMs: last + 1 - first }
}

/** Each can be run here, and none is called as another that is judged. */
const readRecipes = async (paths: readonly string[]): Promise<readonly unknown[]> => {
  const documents: unknown[] = []
  const names = new Set([nowPlaying.recipe, nowPlaying.recipeLearnt])
  for (const path of paths) {
    const document = await readJson(path)
    const name = recipeIn(document, path)
    if (names.has(name))
      throw new AppError(
        'invalid-recipe',
        `${path} is called ${name}, as another that is judged beside it. Give it a name of its own.`,
      )
    names.add(name)
    documents.push(document)
  }
  return documents
}

const recipeIn = (document: unknown, path: string): string => {
  try {
    return nowPlaying.by(document).recipe
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    throw new AppError(thrown.code, `${path}: ${thrown.message}`, { cause: thrown })
  }
}

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new AppError('invalid-recipe', `${path} can't be read as JSON. Name a file that holds a recipe.`, {
      cause,
    })
  }
}

type Stores = EvaluatingServed['stores']

const inWorld = async (
  { worldSeed, listeners, days, tracks }: ServedArguments,
  { catalog }: Stores,
  outside: Outside,
  progress: Progress,
): Promise<Listening> => {
  const step = progress.start('World')
  const about = { listeners, days, seed: worldSeed, endsAt: worldEndsAt }
  if (tracks === undefined) {
    const source = await outside.readDemoCatalogue(join('.segue', 'downloads'), 60_000)
    await importTracks(catalog, source, { signal: outside.signal })
  } else await catalog.upsert(generateWorld({ ...about, tracks }).tracks)
  const world = generateWorld({ ...about, tracks: catalog.tracks() })
  const describe = createDescribe(catalog)
  const events: AppEvent[] = []
  for (const batch of world.events(1_000)) {
    outside.signal.throwIfAborted()
    for (const event of batch) {
      const track = isTrackEvent(event) ? describe(event.trackId) : undefined
      events.push(isTrackEvent(event) && track ? describedBy(event, track) : event)
    }
    refuseLarge(events.length, 'This world has at least', outside)
    step.update(((batch.at(-1)?.at ?? world.startsAt) - world.startsAt) / dayMs, days, 'day')
  }
  step.finish(
    `${counted(catalog.size, 'track')}, ${counted(listeners, 'listener')}, ${counted(events.length, 'event')}`,
  )
  return { label: `world ${worldSeed}, ${counted(listeners, 'listener')}, ${counted(days, 'day')}`, events }
}

const inFolder = async (
  folder: string,
  { catalog }: Stores,
  outside: Outside,
  progress: Progress,
): Promise<Listening> => {
  expectDataFolder(folder)
  const step = progress.start('Reading')
  const listening = outside.openListening(folder)
  try {
    refuseLarge((await listening.log.lag(logStart)) ?? 0, `The log of ${folder} has`, outside)
    await catalog.upsert([...listening.catalog.tracks()])
    const events: AppEvent[] = []
    for await (const { recorded } of listening.log.read(logStart, outside.signal))
      for (const { event } of recorded) events.push(event)
    step.finish(`${counted(catalog.size, 'track')}, ${counted(events.length, 'event')}`)
    if (!events.some(({ type }) => type === 'track.played'))
      throw new AppError('not-found', `The log of ${folder} has no play: there is nothing to judge by.`)
    return { label: folder, events }
  } finally {
    listening.close()
  }
}

/** All of a log is told again in memory: a gigabyte for 240,000 events, of which this is taken by any. */
const bytesBeside = 420_000_000
const bytesAnEvent = 2_600

const refuseLarge = (events: number, whatHas: string, { mostHeapBytes }: Outside): void => {
  const bytes = bytesBeside + bytesAnEvent * events
  if (bytes <= mostHeapBytes) return
  const gigabytes = (of: number): string => (of / 1e9).toFixed(1)
  throw new AppError(
    'invalid-config',
    `${whatHas} ${counted(events, 'event')}; to judge by them takes about ${gigabytes(bytes)} GB of memory, and this process may take ${gigabytes(mostHeapBytes)}. Where the machine has as much, run it with NODE_OPTIONS=--max-old-space-size=${Math.ceil(bytes / 1_048_576)}.`,
  )
}

const words = {
  fold: ['Folding', 'event'],
  train: ['Models', 'training'],
  rehearse: ['Rehearsing', 'choice'],
  learn: ['Ranker', 'choice'],
  gate: ['Its gate', 'choice'],
  judge: ['Asking', 'step'],
} as const

/** One line for each step, finished when the next begins or all of it is done. */
const shownOn = (progress: Progress): EvaluatingServed['onProgress'] => {
  let step: Step | undefined
  let doing = ''
  return (now, done, total) => {
    const [title, unit] = words[now]
    if (doing !== title) step = progress.start(title)
    doing = title
    step?.update(done, total, unit)
    if (done === total) step?.finish(counted(total, unit))
  }
}

const printFigures = (label: string, figures: EvaluatedServed, outside: Outside): void => {
  const { out } = outside
  const { serves, counts, ranker, metrics, differences } = figures
  out(`served over ${label}: ${serves}`)
  for (const [name, value] of Object.entries(counts)) out(`  ${name}: ${value}`)
  if (ranker) out(`ranker: ${rankerWords(ranker)}`)
  for (const [way, measures] of Object.entries(metrics)) {
    out(way)
    for (const [name, { mean, low, high }] of Object.entries(measures)) {
      const less = differences[way]?.[name]
      const paired =
        less &&
        `  ${serves} − it ${signed(less.mean)} [${signed(less.low)}, ${signed(less.high)}]${verdict(name, less)}`
      out(`  ${name.padEnd(21)} ${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]${paired ?? ''}`)
    }
  }
}

const rankerWords = ({ judged, config, gate }: NonNullable<EvaluatedServed['ranker']>): string => {
  const { all, neverHeard, passed, why = '' } = gate
  if (!judged) return `none is judged: ${why}`
  return `what was never heard counts ${config.newWeight}; on its validation ${signed(all.mean)} [${signed(all.low)}, ${signed(all.high)}], never heard ${signed(neverHeard.mean)} [${signed(neverHeard.low)}, ${signed(neverHeard.high)}]: ${passed ? 'it serves' : `it does not serve: ${why}`}`
}

const verdict = (name: string, { low, high }: { readonly low: number; readonly high: number }): string => {
  const [more, less] = lessIsBetter.has(name) ? [' worse', ' better'] : [' better', ' worse']
  return low > 0 ? more : high < 0 ? less : ''
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
