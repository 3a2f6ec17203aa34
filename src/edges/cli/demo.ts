import { basename, join, resolve } from 'node:path'
import { type ImportReport, importTracks, type TrackSource, tagWeight } from '#catalog'
import { type AppError, counted, dayMs, toAppError } from '#domain'
import { generateWorld } from '#world'
import { rememberFolder } from './data-folder.ts'
import {
  type DemoOptions,
  type DemoState,
  fresh,
  inventedFolder,
  libraryFolder,
  openFolder,
  originOf,
  planned,
  readState,
  usual,
  writeState,
} from './demo-state.ts'
import { scanLibrary } from './libraries.ts'
import { openPlatform } from './open-platform.ts'
import type { Outside, Platform } from './platform.ts'
import { count, createProgress, type Progress } from './progress.ts'
import { trainModels } from './train-models.ts'

/**
 * The demo: a catalogue (the visitor's own, the open one, or an invented one), simulated listeners whose events
 * go through the door everyone's go through, and models trained on them. The trap is a kill in the middle:
 * each step can be run again and adds nothing twice, and `demo.json`, written whole, says which are done.
 */
export interface Demo {
  readonly platform: Platform
  /** Its library was read in full just now. */
  readonly libraryRead: boolean
}

/** How long the public home of the catalogue may take: less when an invented one is there to serve. */
const patienceMs = 60_000
const shortPatienceMs = 2_000

/** Builds what is missing and leaves the platform open. */
export const buildDemo = async (options: DemoOptions, outside: Outside): Promise<Demo> => {
  const progress = createProgress(outside)
  const { folder, state: chosen, open } = await chooseCatalogue(options, outside, progress)
  const state = planned(options, folder, chosen, outside.clock())
  const platform = await openPlatform(folder, outside, options)
  try {
    const built = await buildSteps(options, folder, state, open, platform, outside, progress)
    rememberFolder(options.data, folder)
    platform.describe(originOf(built.state))
    return { platform, libraryRead: built.libraryRead }
  } catch (thrown) {
    await platform.close()
    throw thrown
  }
}

interface Chosen {
  readonly folder: string
  readonly state: DemoState
  /** Opens the tracks again, or says which library they are read from; only called while the catalogue is not done. */
  open(): Promise<TrackSource | 'generated' | { readonly library: string }>
}

const chooseCatalogue = async (
  options: DemoOptions,
  outside: Outside,
  progress: Progress,
): Promise<Chosen> => {
  const { data, library, seed = usual.seed } = options
  if (library !== undefined) {
    const path = resolve(library)
    const folder = libraryFolder(data, library)
    const state = readState(folder) ?? fresh('library', basename(path), seed, outside.clock())
    return { folder, state, open: async () => ({ library: path }) }
  }
  const folder = openFolder(data)
  const known = readState(folder)
  const invented = readState(inventedFolder(data))
  const read = () => {
    outside.tell?.({ words: 'The open catalogue is fetched' })
    return outside.readDemoCatalogue(
      join(data, 'downloads'),
      invented?.simulated ? shortPatienceMs : patienceMs,
    )
  }
  if (known?.catalogueDone) return { folder, state: known, open: read }
  try {
    const source = await read()
    return {
      folder,
      state: known ?? fresh('freemusicc', source.label, seed, outside.clock()),
      open: async () => source,
    }
  } catch (thrown) {
    const error: AppError = toAppError(thrown)
    if (error.category !== 'dependency') throw thrown
    progress.say(
      `! The open catalogue can't be had (${error.message}) The demo runs on an invented one; its tracks have no audio.`,
    )
    const label = 'A generated world: invented artists and tracks, no audio'
    const state = invented ?? fresh('generated', label, seed, outside.clock())
    return { folder: inventedFolder(data), state, open: async () => 'generated' }
  }
}

const buildSteps = async (
  options: DemoOptions,
  folder: string,
  first: DemoState,
  open: Chosen['open'],
  platform: Platform,
  outside: Outside,
  progress: Progress,
): Promise<{ readonly state: DemoState; readonly libraryRead: boolean }> => {
  let state = first
  let reused = true
  let libraryRead = false
  const read = async (path: string) => {
    await scanLibrary(path, platform, outside)
    libraryRead = true
  }
  const keep = (change: Partial<DemoState>) => {
    state = { ...state, ...change }
    writeState(folder, state)
    reused = false
  }
  if (!state.catalogueDone) {
    keep({})
    const source = await open()
    if (source !== 'generated' && 'library' in source) await read(source.library)
    else await fillCatalogue(source, state, platform, outside, progress)
    keep({ catalogueDone: true })
  }
  const { library } = options
  if (
    library !== undefined &&
    !platform.services.libraries.known().some(({ path }) => path === resolve(library))
  ) {
    // Built by an older Segue, which read a library once.
    await read(library)
  }
  if (state.simulated === null && state.listeners > 0 && platform.services.catalog.size > 0) {
    keep({})
    keep({ simulated: await simulate(state, platform, outside, progress) })
  }
  if (!reused || !platform.hasModels()) await trainModels(platform, outside, progress)
  return { state, libraryRead }
}

const inventedTracks = 5_000

const fillCatalogue = async (
  source: TrackSource | 'generated',
  { seed, endsAt }: DemoState,
  { services }: Platform,
  outside: Outside,
  progress: Progress,
) => {
  const step = progress.start('Catalogue', 'Tracks are put into the catalogue')
  if (source === 'generated') {
    const { tracks } = generateWorld({ tracks: inventedTracks, listeners: 1, days: 1, seed, endsAt })
    await services.catalog.upsert(tracks)
    step.finish(counted(tracks.length, 'invented track'))
    return
  }
  const report = await importTracks(services.catalog, source, {
    signal: outside.signal,
    onProgress: ({ read, taken, fraction }) =>
      step.update(read, fraction > 0 ? Math.max(read, Math.round(read / fraction)) : taken, 'track'),
  })
  step.finish(`${counted(report.taken, 'track')} from ${source.label}${refusedWords(report)}`)
  for (const { where, reason } of report.examples.slice(0, 5)) progress.say(`    ${where}: ${reason}`)
}

const refusedWords = ({ read, taken }: ImportReport): string =>
  read === taken ? '' : `, ${count(read - taken)} refused`

const simulate = async (state: DemoState, { services }: Platform, outside: Outside, progress: Progress) => {
  const step = progress.start('Listeners', 'Simulated listeners listen')
  const { listeners, days, seed, endsAt } = state
  const world = generateWorld({ tracks: services.catalog.tracks(), listeners, days, seed, endsAt })
  let events = 0
  for (const batch of world.events(1_000)) {
    outside.signal.throwIfAborted()
    const { accepted, duplicates } = await services.intake.acceptValues(batch)
    events += accepted + duplicates
    step.update(((batch.at(-1)?.at ?? world.startsAt) - world.startsAt) / dayMs, days, 'day')
  }
  step.finish(
    `${counted(listeners, 'simulated listener')}, ${counted(events, 'event')} over ${counted(days, 'day')}`,
  )
  const { catalog } = services
  const tells = (tag: string) => tagWeight(tag, catalog.withTag(tag).length, catalog.size) > 0
  return {
    listeners: world.listeners.slice(0, 12).map(({ id, displayName, favouriteTags }) => ({
      id: `${id}`,
      name: displayName,
      favourites: favouriteTags.filter(tells).slice(0, 3),
    })),
    events,
  }
}
