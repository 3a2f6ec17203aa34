import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError, dayMs, instant } from '#domain'
import { generateWorld, type World } from '#world'
import { makeFolder } from './make-folder.ts'
import type { Outside } from './platform.ts'
import { count, createProgress, type Progress } from './progress.ts'
import { type OpenWhole, writingWhole } from './write-whole.ts'

/**
 * `segue world`: tracks and events to import, and the hidden truth in a file of its own. The trap closed here is a world that is
 * written over by one that is stopped or finds the disk full: the two would be mixed, and the first is gone.
 */
export interface WorldArguments {
  readonly tracks: number
  readonly listeners: number
  readonly days: number
  readonly seed: string
  readonly endsAt: string
  readonly out: string
}

export const runWorld = async (asked: WorldArguments, outside: Outside): Promise<void> => {
  const { tracks, listeners, days, seed } = asked
  const progress = createProgress(outside)
  const folder = resolve(asked.out)
  // Before the minutes of work, not after them.
  makeFolder(folder)
  if (holdsWorld(folder)) progress.say(`! ${folder} holds a world: it is written over.`)
  const world = generateWorld({ tracks, listeners, days, seed, endsAt: instant(Date.parse(asked.endsAt)) })
  const written = files.map((name) => join(folder, name))
  await writingWhole({ read: [], written }, outside.newId, (open) =>
    writeFiles(folder, world, days, open, progress, outside.signal),
  )
  outside.out(
    `${folder}: tracks.jsonl, events.ndjson, listeners.jsonl and, to be kept from models, truth.jsonl`,
  )
}

/** The mark comes into its place first: should the others not follow, the next start finds what it may write over. */
const worldMark = 'events.ndjson'
const files = [worldMark, 'tracks.jsonl', 'listeners.jsonl', 'truth.jsonl'] as const

/** Throws where a file would be written over that no world left there: a name such as `tracks.jsonl` is anybody's. */
const holdsWorld = (folder: string): boolean => {
  const other = files.find((name) => existsSync(join(folder, name)))
  if (other === undefined || other === worldMark) return other === worldMark
  throw new AppError(
    'invalid-config',
    `${join(folder, other)} is there and belongs to no world. Move it away, or name another place with --out.`,
  )
}

const writeFiles = async (
  folder: string,
  world: World,
  days: number,
  open: OpenWhole,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> => {
  const opened = async (name: (typeof files)[number]) => {
    const file = await open(join(folder, name))
    // A pipeline, so that a file that can't be written ends the command wherever it fails.
    return (rows: Iterable<unknown>) => pipeline(Readable.from(linesOf(rows)), file, { signal })
  }
  const writeEvents = await opened(worldMark)
  const writeTracks = await opened('tracks.jsonl')
  const writeListeners = await opened('listeners.jsonl')
  const writeTruth = await opened('truth.jsonl')
  const tracksStep = progress.start('Tracks')
  await writeTracks(world.tracks)
  tracksStep.finish(count(world.tracks.length))
  const eventsStep = progress.start('Events')
  let events = 0
  const flattened = function* () {
    for (const batch of world.events(1_000)) {
      events += batch.length
      eventsStep.update(((batch.at(-1)?.at ?? world.startsAt) - world.startsAt) / dayMs, days, 'day')
      yield* batch
    }
  }
  await writeEvents(flattened())
  eventsStep.finish(count(events))
  await writeListeners(world.listeners)
  await writeTruth(world.truth.rows())
}

const linesOf = function* (rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`
}
