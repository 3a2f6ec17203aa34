import { requestId, type TrackKey, trackKey } from '#domain'
import { type Choices, createChoiceRows } from '#models'
import type { ReadTape } from '#pipeline'
import { readDecision, type Surface } from '#surfaces'
import type { Choosing } from './choices-in.ts'
import type { JudgedChoice } from './gate.ts'
import type { HeldOut } from './held-out-listening.ts'
import type { Answerer } from './judge-served.ts'
import type { Rehearsal } from './rehearsal.ts'

/**
 * What a ranker learns from where a log has no answers that were served yet: the surface itself is asked at each moment at which
 * somebody chose, and its tape says what was there and what was known of it. The trap closed here is a second way to make
 * features, on which a model learns other numbers than it is served with.
 */
export interface Rehearsing {
  /** Asks at these moments, which come after all that were asked before, and keeps what was there and what was chosen. */
  rehearse(moments: readonly Choosing[], onDone: (done: number) => void, judges?: Judges): Promise<void>
  /** How many moments there were so far, and in how many what was chosen was among what was found. */
  counts(): { readonly asked: number; readonly found: number }
  choices(): Choices
  /** As far as judges were there. */
  judged(): readonly JudgedChoice[]
  /** Tells the rest of what happened. */
  end(): Promise<void>
}

/** Who answers with a ranker, and who without. */
export interface Judges {
  readonly withRanker: Answerer
  readonly without: Answerer
}

/** By which a ranker may judge; what names or limits a track is none of these. */
export const rankedBy: readonly string[] = [
  'leads',
  'nearPlace',
  'nearSound',
  'afterPlace',
  'afterTimes',
  'release',
  'sameArtist',
  'lastPlace',
  'mostPlace',
  'furtherPlace',
  'daysSincePlayed',
  'artistPlays',
  'crowdPlays',
  'after',
  'sound',
  'skippedSound',
  'plays',
  'skips',
  'daysSinceHeard',
  'rating',
  'artistTaste',
  'tagTaste',
  'popularity',
  'skipRate',
]

/** More than any answer shows, so that limits of the answer are none of what is found. */
const limit = 20

export const openRehearsing = (
  { services, tell, lastRecord }: Rehearsal,
  heldOut: HeldOut,
  { surface, signal }: { readonly surface: Surface; readonly signal: AbortSignal },
): Rehearsing => {
  const rows = createChoiceRows(rankedBy)
  const judged: JudgedChoice[] = []
  let [asked, told] = [0, 0]

  const ask = async ({ listener, from, askedAt, wanted, isNew }: Choosing): Promise<void> => {
    const reads = await services.readsFor(listener, askedAt)
    const asking = { requestId: requestId(services.newId()), asOf: askedAt, listenerId: listener, limit }
    await services.serve(surface.ask({ ...asking, currentKey: from }, reads), reads)
    const record = lastRecord()
    const tape = record && readDecision(record).runs.at(-1)
    const { keys, columns } = tape === undefined ? noRows : rankedIn(tape)
    if (!keys.includes(wanted)) return
    const chosen = keys.map((key) => (key === wanted ? 1 : 0))
    rows.add(columns, chosen, isNew ? chosen : new Uint8Array(keys.length))
  }

  const judge = async (
    { listener, session, from, askedAt: at, wanted, isNew }: Choosing,
    judges: Judges,
  ): Promise<void> => {
    const finds = async ({ next }: Answerer) => (await next({ listener, from, at }, limit)).includes(wanted)
    const [withRanker, without] = [await finds(judges.withRanker), await finds(judges.without)]
    judged.push({ listener, session, isNew, withRanker, without })
  }

  return {
    async rehearse(moments, onDone, judges) {
      for (const [place, moment] of moments.entries()) {
        signal.throwIfAborted()
        if (told < moment.before) await tell(heldOut.future.slice(told, moment.before))
        told = moment.before
        await ask(moment)
        if (judges !== undefined) await judge(moment, judges)
        asked += 1
        onDone(place + 1)
      }
    },
    counts: () => ({ asked, found: rows.groups }),
    choices: () => rows.done(),
    judged: () => judged,
    end: () => tell(heldOut.future.slice(told)),
  }
}

interface RankedRows {
  readonly keys: readonly TrackKey[]
  readonly columns: Readonly<Record<string, Float32Array>>
}

const noRows: RankedRows = { keys: [], columns: {} }

/** Of the candidates that a ranker was asked about, what it was told. */
const rankedIn = ({ candidates, stages }: ReadTape): RankedRows => {
  const asked = stages.find(({ kind, name }) => kind === 'hydrate' && name === 'relevance')
  if (asked === undefined) return noRows
  const columns: Record<string, Float32Array> = {}
  const rowOf = new Map(asked.rows.map((slot, row) => [slot, row]))
  for (const stage of stages) {
    if (stage === asked) break
    if (stage.kind !== 'hydrate') continue
    for (const [name, values] of Object.entries(stage.columns)) {
      const column = new Float32Array(asked.rows.length)
      for (const [at, slot] of stage.rows.entries()) {
        const row = rowOf.get(slot)
        if (row !== undefined) column[row] = values[at] ?? 0
      }
      columns[name] = column
    }
  }
  return {
    keys: asked.rows.map((slot) => trackKey(candidates[slot] ?? 0)),
    columns,
  }
}
