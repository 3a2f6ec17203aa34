import { AppError, counted } from '#domain'
import {
  createSessionLearners,
  evaluateNext,
  metricsOf,
  type NamedSessions,
  type Report,
  readSessions,
  type SessionLearner,
  sessionsOf,
  type Table,
} from '#models'
import { learnerNamed } from './learner-named.ts'
import { createLongWork, type LongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { printReport } from './print-report.ts'
import { createCsvWriter } from './write-csv.ts'
import { type OpenWhole, writingWhole } from './write-whole.ts'

/** `segue evaluate next`: learns from sessions, and judges what it says comes next in others by what came. */
export interface NextArguments {
  readonly train: readonly string[]
  readonly holdout: string
  readonly k: readonly number[]
  readonly model?: string | undefined
  readonly incremental?: boolean | undefined
  readonly seed: string
  readonly lists?: string | undefined
  readonly json?: boolean | undefined
}

export const runNext = async (asked: NextArguments, outside: Outside): Promise<void> => {
  const learner = learnerNamed(createSessionLearners(), asked.model)
  const named = { read: [...asked.train, asked.holdout], written: [asked.lists] }
  const report = await writingWhole(named, outside.newId, (open) => judge(asked, learner, open, outside))
  if (asked.json) outside.out(JSON.stringify(report))
  else printReport(report, outside)
}

const judge = async (
  asked: NextArguments,
  learner: SessionLearner,
  open: OpenWhole,
  outside: Outside,
): Promise<Report> => {
  const columns = ['session_id', 'position', 'rank', 'track_id']
  const lists = asked.lists && createCsvWriter(await open(asked.lists), columns)
  const work = createLongWork(outside)
  const train = await readTables(asked.train, work, outside)
  const holdout = await readTables([asked.holdout], work, outside, train)
  const data = sessionsOf(train.items.size, train.sessions)
  const scorer = learner.load(await work.run(learner.learn(data, asked.seed)))
  const trackIds = holdout.items.names()
  const measured = await work.run(
    evaluateNext(scorer, {
      train: train.sessions,
      holdout: holdout.sessions,
      ks: asked.k,
      incremental: asked.incremental === true,
      told: (session, position, { items }) => {
        if (lists)
          items.forEach((item, rank) => {
            lists.write([session.id, position, rank + 1, trackIds[item]])
          })
      },
    }),
  )
  const { sessions, values, events, ...counts } = measured
  if (sessions.length === 0)
    throw new AppError(
      'invalid-table',
      `Nothing of ${asked.holdout} can be judged: each of its sessions has one event, so nothing comes next. Hold out sessions of two events or more.`,
    )
  const listeners = holdout.listeners.names()
  const ids = sessions.map(({ id, listener }) => `${listeners[listener]}/${id}`)
  const units = { ids, values, weights: events }
  return {
    evaluation: asked.incremental === true ? 'next, incremental' : 'next',
    data: Object.fromEntries([...train.rows, ...holdout.rows].map((rows, i) => [partOf(i, train), rows])),
    model: { name: learner.name, code: learner.code, config: learner.config, facts: scorer.facts },
    seed: asked.seed,
    counts: { sessions: sessions.length, events: sum(events), ...counts, ...mixed(train, holdout) },
    metrics: metricsOf(units, asked.seed),
    whole: {},
    cost: work.cost(),
    units,
  }
}

const partOf = (table: number, { rows }: NamedSessions): string =>
  table === rows.length ? 'holdout' : rows.length === 1 ? 'train' : `train ${table + 1}`

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** What makes a holdout easier than the future: sessions that are in training too, or that begin before training ends. */
const mixed = (train: NamedSessions, holdout: NamedSessions) => {
  const keyOf = ({ listener, id }: { listener: number; id: string }): string => `${listener} ${id}`
  const trained = new Set(train.sessions.map(keyOf))
  const end = train.sessions.at(-1)?.plays.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  return {
    inTrainingToo: holdout.sessions.filter((session) => trained.has(keyOf(session))).length,
    beforeTrainingEnds: holdout.sessions.filter(({ plays }) => (plays[0]?.at ?? end) < end).length,
  }
}

const readTables = async (
  paths: readonly string[],
  work: LongWork,
  outside: Outside,
  after?: NamedSessions,
): Promise<NamedSessions> => {
  const tables: Table[] = []
  for (const path of paths) tables.push(await outside.openTable(path))
  const { result, finish } = await work.read('Reading', (breathe) => readSessions(tables, breathe, after))
  finish(
    `${paths.join(', ')}: ${counted(sum(result.rows.map(({ taken }) => taken)), 'row')}, ${counted(result.sessions.length, 'session')}`,
  )
  result.rows.forEach(work.sayRefused)
  return result
}
