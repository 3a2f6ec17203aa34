import { z } from 'zod'
import { AppError } from '#domain'
import { type Cursor, cursor } from '#log'
import type { ArtifactStore } from './artifact-store.ts'
import type { Model } from './model.ts'

/**
 * What trainings observed of the log, kept beside the models, so that the next one reads only what follows. One record names
 * it all and is replaced as a whole: what each model observed is never of another place in the log than what the others did.
 * It says nothing of a catalogue, for it stands under the ids of tracks. Lost, damaged or of other models, it costs a
 * training that reads the whole log.
 */
export interface Observations {
  /** Undefined where there is nothing from which all of these models can go on. Rejects where it can't be read. */
  read(models: readonly Model<unknown>[]): Promise<Observed | undefined>
  write(models: readonly Model<unknown>[], observed: Observed): Promise<void>
  /**
   * The record goes, and `ofBlobs` names nothing any more. Listeners are named in it, so who lets go of one forgets all of it
   * and has the blobs removed; nobody may be training meanwhile.
   */
  forget(): Promise<void>
  /** The addresses of the blobs that it lies in; empty when there is none, or it can't be read. */
  ofBlobs(): Promise<readonly string[]>
}

export interface Observed {
  /** Which log it is of, as `TrainAllOptions.log` has it. */
  readonly log: LogIdentity
  readonly cursor: Cursor
  readonly events: number
  /** The time of the newest event. */
  readonly newest: number
  /** See `createSeenOnce`. */
  readonly seen: Uint8Array
  /** By the name of the model, what `Training.observed` gave. */
  readonly models: ReadonlyMap<string, Uint8Array>
}

/** Of a salvaged log it is another: it may lack what was observed. Logs of one process have none. */
export type LogIdentity = number | 'unknown'

const recordName = 'observed'
/** Of how a record and its blobs are laid out; before 2 names were JSON and there was none. */
const format = 2
const recordSchema = z.strictObject({
  format: z.literal(format),
  log: z.union([z.number(), z.literal('unknown')]),
  cursor: z.string().transform(cursor),
  events: z.number().int().nonnegative(),
  newest: z.number(),
  seen: z.string(),
  models: z.record(
    z.string(),
    z.strictObject({ code: z.string(), config: z.record(z.string(), z.unknown()), sha256: z.string() }),
  ),
})
type Kept = z.output<typeof recordSchema>

export const createObservations = (store: ArtifactStore): Observations => {
  const readRecord = async (): Promise<Kept | undefined> => {
    const text = await store.readRecord(recordName)
    return text === undefined ? undefined : parse(text)
  }
  return {
    async read(models) {
      const kept = await readRecord()
      if (kept === undefined || !models.every((model) => isOf(kept, model))) return undefined
      const { log, events, newest } = kept
      const observed = new Map<string, Uint8Array>()
      for (const { name } of models) observed.set(name, await store.get(kept.models[name]?.sha256 ?? ''))
      const seen = await store.get(kept.seen)
      return { log, cursor: kept.cursor, events, newest, seen, models: observed }
    },
    async write(models, { seen, models: observed, ...reading }) {
      const named: Kept['models'] = {}
      for (const { name, code, config } of models) {
        const bytes = observed.get(name)
        if (bytes !== undefined) named[name] = { code, config: { ...config }, sha256: await store.put(bytes) }
      }
      const kept: Kept = { format, ...reading, seen: await store.put(seen), models: named }
      await store.writeRecord(recordName, JSON.stringify(kept, undefined, 2))
    },
    forget: () => store.deleteRecord(recordName),
    async ofBlobs() {
      const kept = await readRecord().catch(() => undefined)
      return kept === undefined ? [] : [kept.seen, ...Object.values(kept.models).map(({ sha256 }) => sha256)]
    },
  }
}

const isOf = (kept: Kept, { name, code, config }: Model<unknown>): boolean =>
  kept.models[name]?.code === code && JSON.stringify(kept.models[name].config) === JSON.stringify(config)

const parse = (text: string): Kept => {
  try {
    return recordSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError(
      'corrupt-record',
      "The record of what was observed of the log is damaged or another Segue's: the models are trained from the whole log again.",
      { cause },
    )
  }
}
