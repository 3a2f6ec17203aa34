import { AppError, requestId } from '#domain'
import { type Decision, homeSchema, slateSchema } from '#surfaces'
import { expectDataFolder } from './data-folder.ts'
import type { Outside, Platform } from './platform.ts'

/** What was decided, from its record: told in words, or made again byte by byte. */
const withDecisions = async (
  data: string,
  outside: Outside,
  work: (decisions: Platform['services']['decisions']) => Promise<void>,
): Promise<void> => {
  expectDataFolder(data)
  const { decisions, close } = await outside.openDecisions(data)
  try {
    await work(decisions)
  } finally {
    await close()
  }
}

export const runReplay = (
  id: string,
  { data, json }: { data: string; json?: boolean | undefined },
  outside: Outside,
): Promise<void> =>
  withDecisions(data, outside, async (decisions) => {
    const replay = await decisions.replay(requestId(id))
    if (json) outside.out(JSON.stringify(replay))
    else {
      outside.out(replay.body)
      outside.screen.write(
        `${replay.same ? '✓ same bytes' : '✗ other bytes'}: served ${replay.servedSha256}, replayed ${replay.replayedSha256}\n`,
      )
    }
    if (!replay.same)
      throw new AppError(
        'replay-diverged',
        'The replay has other bytes than were served: this Segue ranks differently than the one that served.',
      )
  })

export const runExplain = (
  id: string,
  { data, json }: { data: string; json?: boolean | undefined },
  outside: Outside,
): Promise<void> =>
  withDecisions(data, outside, async (decisions) => {
    const decision = await decisions.explain(requestId(id))
    if (json) return outside.out(JSON.stringify(decision))
    const { body } = await decisions.replay(requestId(id))
    for (const line of explained(decision, reasonsIn(JSON.parse(body)))) outside.out(line)
  })

/** By track: why it was shown. */
const reasonsIn = (body: unknown): ReadonlyMap<string, string> => {
  const home = homeSchema.safeParse(body)
  const items = home.success
    ? home.data.shelves.flatMap((shelf) => shelf.items)
    : slateSchema.parse(body).items
  return new Map(items.map(({ track, reason }) => [track.id, reason.text]))
}

type Run = Decision['runs'][number]

/** The lines that tell it; `reasons` by track. */
export const explained = function* (
  decision: Decision,
  reasons: ReadonlyMap<string, string>,
): Generator<string> {
  const { surface, tier, recipe, recordBytes } = decision
  yield `${surface} (${tier}) by ${recipe}, ${recordBytes} bytes of record`
  for (const run of decision.runs) {
    yield `\n${run.pipeline}`
    yield* stagesOf(run)
    yield* slateOf(run, reasons)
  }
}

/** Under each stage that dropped tracks: for which reasons and how many, the most common first. */
const stagesOf = function* ({ stages, candidates }: Run): Generator<string> {
  for (const { kind, name, entered, left, tookMs, outcome } of stages) {
    yield `  ${kind.padEnd(8)} ${name.padEnd(18)} ${`${entered}`.padStart(5)} → ${`${left}`.padStart(5)}  ${tookMs.toFixed(3)} ms  ${outcome}`
    const drops = new Map<string, number>()
    for (const { fate } of candidates) {
      if (fate.kind === 'dropped' && fate.stage === name)
        drops.set(fate.reason, (drops.get(fate.reason) ?? 0) + 1)
    }
    for (const [reason, dropped] of [...drops].sort(([, a], [, b]) => b - a))
      yield `           ${`${dropped}`.padStart(5)} dropped: ${reason}`
  }
}

/** Whose parts no weights make: they, and so the scores, are beside what it learnt from. */
const isLearnt = ({ weights, candidates }: Run): boolean =>
  Object.keys(weights).length === 0 && candidates.some(({ parts }) => parts !== undefined)

const slateOf = function* (run: Run, reasons: ReadonlyMap<string, string>): Generator<string> {
  if (isLearnt(run))
    yield '  scores of a ranker that learnt from what was chosen: how far two are apart tells, 0 does not'
  const slate = run.candidates.flatMap(({ fate, ...candidate }) =>
    fate.kind === 'selected' ? { ...candidate, rank: fate.rank } : [],
  )
  for (const { trackId, title, artist, rank, score, propensity, heldBack } of slate.sort(
    (a, b) => a.rank - b.rank,
  )) {
    const told = [score?.toFixed(3), propensity && chanceOf(propensity)].filter((one) => one !== undefined)
    yield `  ${rank + 1}. ${title} — ${artist}${told.length === 0 ? '' : ` (${told.join(', ')})`}`
    const reason = reasons.get(trackId)
    if (reason !== undefined) yield `     ${reason}`
    if (heldBack) yield `     held back from place ${heldBack.rank + 1}: ${heldBack.reason}`
  }
}

/** How probable a place was, in words that fit behind a score. */
const chanceOf = (propensity: number): string =>
  propensity === 1 ? 'certain here' : `probability here ${propensity.toPrecision(3)}`
