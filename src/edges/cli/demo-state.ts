import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AppError, counted, type Instant, instant } from '#domain'
import type { Origin } from '#operations'
import type { ModelsKept } from './platform.ts'

/**
 * What a demo is asked to be, and what its folder says it is. The log only grows, so listeners once simulated stay:
 * the trap is an option that asks for others and is passed over in silence, or heard half. Until the first of them
 * has listened, what is asked now counts; from then on the folder's own word does, and asking otherwise is refused.
 */
export interface DemoOptions extends ModelsKept {
  readonly data: string
  readonly library?: string | undefined
  /** Absent: as it was built; a new one has none over a library of one's own, else the usual crowd. 0: none. */
  readonly listeners?: number | undefined
  /** Absent: as it was built, or the usual. */
  readonly days?: number | undefined
  readonly seed?: string | undefined
}

export const usual = { listeners: 300, days: 60, seed: 'segue' }

const stateSchema = z.object({
  source: z.enum(['library', 'freemusicc', 'generated']),
  label: z.string(),
  /** The end of the simulated days, fixed at the first start: a second try must tell the same story. */
  endsAt: z.number().transform(instant),
  /** Written before the first of them listens. */
  listeners: z.number().int(),
  days: z.number().int(),
  seed: z.string(),
  catalogueDone: z.boolean(),
  simulated: z
    .object({
      listeners: z.array(z.object({ id: z.string(), name: z.string(), favourites: z.array(z.string()) })),
      events: z.number().int(),
    })
    .nullable(),
})
export type DemoState = z.infer<typeof stateSchema>

/** What a folder that a demo has built says of itself, whoever serves it: whose tracks they are, and who is simulated. */
export const originOf = ({ source, label, simulated }: DemoState): Origin => ({ source, label, simulated })

export const openFolder = (data: string) => join(data, 'freemusicc')
export const inventedFolder = (data: string) => join(data, 'generated')
export const libraryFolder = (data: string, library: string) =>
  join(data, `library-${createHash('sha256').update(resolve(library)).digest('hex').slice(0, 8)}`)

/** The folder that is served when nothing is fetched. */
const servedFolder = ({ data, library }: DemoOptions): string => {
  if (library !== undefined) return libraryFolder(data, library)
  return readState(openFolder(data))?.catalogueDone ? openFolder(data) : inventedFolder(data)
}

/** What only needs to be served, in words; undefined when something is missing. Throws as `planned` does. */
export const builtDemo = (options: DemoOptions, now: Instant): string | undefined => {
  const folder = servedFolder(options)
  const known = readState(folder)
  if (!known?.catalogueDone) return undefined
  const state = planned(options, folder, known, now)
  if (state.listeners > 0 && state.simulated === null) return undefined
  return `${crowdOf(state)} (delete ${folder} to begin anew)`
}

const crowdOf = ({ listeners, days }: DemoState): string =>
  listeners === 0
    ? 'without simulated listeners'
    : `with ${counted(listeners, 'simulated listener')} over ${counted(days, 'day')}`

/** A folder's state with what is asked now, where that can still be had. Throws `invalid-config` where it can not. */
export const planned = (options: DemoOptions, folder: string, known: DemoState, now: Instant): DemoState => {
  const { library, listeners, days, seed } = options
  // A kill may have left any part of what they did.
  const begun = known.catalogueDone && known.listeners > 0
  const others = [
    ...(begun && listeners !== undefined && listeners !== known.listeners ? ['--listeners'] : []),
    ...(begun && days !== undefined && days !== known.days ? ['--days'] : []),
    // Invented tracks come of the seed as well.
    ...((begun || known.source === 'generated') && seed !== undefined && seed !== known.seed
      ? ['--seed']
      : []),
  ]
  if (others.length > 0) {
    throw new AppError(
      'invalid-config',
      `${folder} was built ${crowdOf(known)} from the seed ${known.seed}, and its log keeps that. Start without ${others.join(' and ')} to go on with it; for another demo give another --data, or delete that folder with all that was heard in it.`,
    )
  }
  if (begun) return known
  const crowd = listeners ?? (known.catalogueDone ? 0 : library === undefined ? usual.listeners : 0)
  if (crowd === 0 && days !== undefined) {
    throw new AppError(
      'invalid-config',
      '--days says how long simulated listeners listened, and there are none here. Give --listeners as well, or leave --days out.',
    )
  }
  return {
    ...known,
    listeners: crowd,
    days: days ?? usual.days,
    seed: seed ?? (known.source === 'generated' ? known.seed : usual.seed),
    endsAt: known.catalogueDone ? now : known.endsAt,
  }
}

export const fresh = (source: DemoState['source'], label: string, seed: string, now: Instant): DemoState => ({
  source,
  label,
  endsAt: now,
  listeners: 0,
  days: usual.days,
  seed,
  catalogueDone: false,
  simulated: null,
})

const stateFile = (folder: string) => join(folder, 'demo.json')

export const readState = (folder: string): DemoState | undefined => {
  if (!existsSync(stateFile(folder))) return undefined
  try {
    return stateSchema.parse(JSON.parse(readFileSync(stateFile(folder), 'utf8')))
  } catch {
    // Of another version, or scribbled on: every step can be run again without doubling anything.
    return undefined
  }
}

export const writeState = (folder: string, state: DemoState) => {
  const half = `${stateFile(folder)}.half`
  writeFileSync(half, JSON.stringify(state, undefined, 2), { flush: true })
  renameSync(half, stateFile(folder))
}
