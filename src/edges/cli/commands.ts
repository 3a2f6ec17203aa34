import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { libraryFor } from '#catalog'
import { AppError, counted } from '#domain'
import { expectDataFolder, expectLibrary } from './data-folder.ts'
import { buildDemo } from './demo.ts'
import { builtDemo, type DemoOptions, originOf, readState } from './demo-state.ts'
import { type Confirmed, printScan, scanAllLibraries, scanKnownLibraries, scanLibrary } from './libraries.ts'
import { makeFolder } from './make-folder.ts'
import { openPlatform } from './open-platform.ts'
import type { ModelsKept, Outside, Platform } from './platform.ts'
import { createProgress } from './progress.ts'
import { type Address, type Listening, listen } from './serve.ts'
import { learnRanker, trainModels } from './train-models.ts'

/** What each command does. They print results to the output and progress to the error stream. */
/** Where to listen, and how long and how much decision records are kept: whichever is reached first. */
export interface Serving extends Address, ModelsKept {
  readonly decisionsDays: number
  readonly decisionsMib: number
  readonly market?: string | undefined
  readonly ranker?: boolean | undefined
}

/**
 * Building takes several times the memory of serving, and a process does not give memory back. So what is
 * missing is built by a process of its own, which ends before this one opens what it made.
 */
export const runDemo = async (
  options: DemoOptions & Serving & { readonly buildOnly?: boolean | undefined },
  outside: Outside,
): Promise<void> => {
  if (options.buildOnly) {
    const { platform } = await buildDemo(options, outside)
    return platform.close()
  }
  await whileListening(options, outside, async (listening, told) => {
    const built = builtDemo(options, outside.clock())
    const complete = built !== undefined
    if (!complete && options.library !== undefined)
      await expectLibrary(options.library, options.data, outside)
    makeFolder(resolve(options.data))
    if (!complete) {
      listening.tell({ words: 'The demo is built, which takes a minute' })
      await outside.buildApart(listening.tell)
    }
    const { platform, libraryRead } = await buildDemo(options, told)
    if (complete) outside.screen.write(`✓ Built before, ${built}: reusing it\n`)
    await serveUntilStopped(platform, listening, options, told, !complete || libraryRead)
  })
}

export const runServe = async (
  options: { readonly data: string; readonly create?: boolean | undefined } & Serving,
  outside: Outside,
): Promise<void> => {
  if (!options.create) expectDataFolder(options.data)
  await whileListening(options, outside, async (listening, told) => {
    const platform = await openPlatform(options.data, told, options)
    const built = readState(options.data)
    if (built !== undefined) platform.describe(originOf(built))
    await serveUntilStopped(platform, listening, options, told)
  })
}

/** The port answers from before anything is opened until all is stopped; a start that fails leaves it free. */
const whileListening = async (
  address: Address,
  outside: Outside,
  work: (listening: Listening, outside: Outside) => Promise<void>,
): Promise<void> => {
  const listening = await listen(address, outside)
  try {
    await work(listening, { ...outside, tell: listening.tell })
  } finally {
    await listening.stop()
  }
}

const serveUntilStopped = async (
  platform: Platform,
  listening: Listening,
  { decisionsDays, decisionsMib }: Serving,
  outside: Outside,
  librariesRead = false,
) => {
  try {
    await scanKnownLibraries(platform, outside, librariesRead)
    if (!platform.hasModels()) await trainModels(platform, outside, createProgress(outside))
    platform.tend({ days: decisionsDays, bytes: decisionsMib * 1_048_576 })
    await listening.open(platform)
    outside.screen.write(`\nSegue is at ${listening.url}  (Ctrl-C stops it)\n`)
    await aborted(outside.signal)
    outside.screen.write('\nStopping: finishing answers under way, saving state …\n')
    await listening.stop()
  } finally {
    await platform.close()
  }
  outside.screen.write('Stopped.\n')
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })

export const withPlatform = async <T>(
  data: string,
  outside: Outside,
  work: (platform: Platform) => Promise<T>,
  kept?: ModelsKept,
): Promise<T> => {
  const platform = await openPlatform(data, outside, kept)
  try {
    return await work(platform)
  } finally {
    await platform.close()
  }
}

export const runImport = async (
  path: string,
  { data, json }: { data: string; json?: boolean | undefined },
  outside: Outside,
): Promise<void> => {
  await expectLibrary(path, data, outside)
  await withPlatform(data, outside, async (platform) => {
    const scan = await scanLibrary(path, platform, outside)
    if (json) outside.out(JSON.stringify(scan))
    else printScan(scan, outside)
    if (scan.read === 0)
      createProgress(outside).say(
        `! ${path} holds no track: a table has a line for each behind that of the names.`,
      )
    if (scan.read > 0 && scan.taken === 0) {
      throw new AppError(
        'invalid-table',
        `Nothing of ${path} was taken: ${counted(scan.read, 'entry', 'entries')} read, all refused. The report says why.`,
      )
    }
  })
}

export const runLibraryScan = (
  path: string | undefined,
  options: Confirmed & { data: string; json?: boolean | undefined },
  outside: Outside,
): Promise<void> => {
  expectDataFolder(options.data)
  return withPlatform(options.data, outside, (platform) =>
    scanAllLibraries(platform, { ...options, path }, outside),
  )
}

export const runLibraryList = (
  { data, json }: { data: string; json?: boolean | undefined },
  outside: Outside,
): void => {
  expectDataFolder(data)
  const libraries = outside.readLibraries(data).map((record) => ({
    ...libraryFor(record),
    path: record.path,
    readable: existsSync(record.path),
  }))
  if (json) outside.out(JSON.stringify(libraries))
  else if (libraries.length === 0) outside.out('No library yet: give it one with `segue import PATH`.')
  for (const { id, label, path, tracks, readable } of json ? [] : libraries)
    outside.out(
      `${label}: ${counted(tracks, 'track')}, ${readable ? 'there' : 'away'} (${[path, id].filter(Boolean).join(', ')})`,
    )
}

export const runLibraryRemove = (
  path: string,
  { data }: { data: string },
  outside: Outside,
): Promise<void> => {
  expectDataFolder(data)
  return withPlatform(data, outside, async ({ services }) => {
    const withdrawn = await services.libraries.remove(resolve(path))
    outside.out(`${resolve(path)} is read no more, ${counted(withdrawn, 'track')} withdrawn`)
  })
}

export const runTrain = (
  options: {
    data: string
    json?: boolean | undefined
    apart?: 'models' | 'ranker' | undefined
  } & ModelsKept,
  outside: Outside,
): Promise<void> => {
  const { data, json, apart } = options
  if (apart) return outside.trainForParent(data, apart)
  expectDataFolder(data)
  const work = async (platform: Platform) => {
    const progress = createProgress(outside)
    await trainModels(platform, outside, progress)
    const manifests = await learnRanker(platform, outside, progress)
    if (json) return outside.out(JSON.stringify(manifests))
    for (const { name, version, events, sizeBytes, rows } of manifests) {
      const facts = Object.entries(rows).map(([what, value]) => `${what} ${value}`)
      outside.out(`${name} ${version}: ${events} events, ${sizeBytes} bytes, ${facts.join(', ')}`)
    }
  }
  return withPlatform(data, outside, work, options)
}
