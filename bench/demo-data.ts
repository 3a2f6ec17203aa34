import { cpSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog, type StoredTrack } from '#catalog'
import type { Bench } from './claim.ts'
import { requestBytes } from './http-connection.ts'
import { closedLoop } from './load.ts'
import { runSegue, startServer } from './server-process.ts'

/**
 * The data a server is measured with: the demo's catalogue and simulated listeners, built as `npm start` builds
 * them when `SEGUE_MIRROR` holds the open catalogue; otherwise a generated world of the same size, so that the
 * bench asks nothing of the internet. Built once a run; every claim gets a copy of its own to write to.
 */
export interface DemoData {
  /** The command of `segue` that serves it. */
  readonly command: readonly string[]
  /** The folder with the log and the catalogue. */
  readonly folder: string
}

const worldTracks = 21_502
export const demoListeners = 300
const demoDays = 60
const hasMirror = process.env.SEGUE_MIRROR !== undefined

export const catalogueInWords = hasMirror
  ? "the demo's open catalogue of 21,502 tracks"
  : `a generated world of ${worldTracks.toLocaleString('en')} tracks (SEGUE_MIRROR is not set)`

/** The ids of the demo's simulated listeners. */
export const demoListenerIds: readonly string[] = Array.from(
  { length: demoListeners },
  (_, index) => `sim-${String(index + 1).padStart(3, '0')}`,
)

export const demoData = async ({ scratch, say }: Bench, name: string): Promise<DemoData> => {
  const built = join(scratch, 'demo')
  if (!existsSync(built)) {
    say('building the demo')
    const half = join(scratch, 'demo.half')
    await (hasMirror ? buildDemo(half) : buildWorld(half, join(scratch, 'world')))
    renameSync(half, built)
  }
  const own = join(scratch, name)
  cpSync(built, own, { recursive: true })
  const folder = join(own, 'freemusicc')
  return { command: hasMirror ? ['demo', '--data', own] : ['serve', '--data', folder], folder }
}

/** The tracks of a folder that no server holds. */
export const tracksOf = ({ folder }: DemoData): readonly StoredTrack[] => {
  const store = openSqliteCatalogStore({ path: join(folder, 'catalogue.db') })
  const tracks = [...openCatalog(store).tracks()]
  store.close()
  return tracks
}

const buildDemo = async (data: string): Promise<void> => {
  const server = await startServer(['demo', '--data', data])
  await server.stop()
}

const buildWorld = async (data: string, world: string): Promise<void> => {
  const size = ['--tracks', `${worldTracks}`, '--listeners', `${demoListeners}`, '--days', `${demoDays}`]
  await runSegue(['world', '--out', world, ...size])
  const folder = join(data, 'freemusicc')
  await runSegue(['import', join(world, 'tracks.jsonl'), '--data', folder])
  const server = await startServer(['serve', '--data', folder])
  const lines = readFileSync(join(world, 'events.ndjson'), 'utf8').trimEnd().split('\n')
  let from = 0
  const { errors } = await closedLoop(server.port, 2, () => {
    if (from >= lines.length) return undefined
    const body = lines.slice(from, from + 1_000).join('\n')
    from += 1_000
    return { request: requestBytes('POST', '/v1/events', body, 'application/x-ndjson') }
  })
  await server.stop()
  if (errors > 0) throw new Error(`${errors} batches of the generated world were refused.`)
  await runSegue(['train', '--data', folder])
}
