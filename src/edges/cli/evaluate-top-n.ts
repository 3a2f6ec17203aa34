import { AppError, counted } from '#domain'
import {
  createItemLearners,
  evaluateTopN,
  type ItemLearner,
  type ItemScorer,
  metricsOf,
  type NamedInteractions,
  type Report,
  readInteractions,
} from '#models'
import { learnerNamed } from './learner-named.ts'
import { createLongWork, type LongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { printReport } from './print-report.ts'
import { createCsvWriter } from './write-csv.ts'
import { type OpenWhole, writingWhole } from './write-whole.ts'

/** `segue evaluate top-n`: learns from one table, and judges its lists by another. */
export interface TopNArguments {
  readonly train: string
  readonly holdout: string
  readonly k: readonly number[]
  readonly model?: string | undefined
  readonly seed: string
  readonly lists?: string | undefined
  readonly json?: boolean | undefined
}

export const runTopN = async (asked: TopNArguments, outside: Outside): Promise<void> => {
  const learner = learnerNamed(createItemLearners(), asked.model)
  const named = { read: [asked.train, asked.holdout], written: [asked.lists] }
  const report = await writingWhole(named, outside.newId, (open) => judge(asked, learner, open, outside))
  if (asked.json) outside.out(JSON.stringify(report))
  else printReport(report, outside)
}

const judge = async (
  asked: TopNArguments,
  learner: ItemLearner,
  open: OpenWhole,
  outside: Outside,
): Promise<Report> => {
  const columns = ['listener_id', 'rank', 'item_id', 'score']
  const lists = asked.lists && createCsvWriter(await open(asked.lists), columns)
  const work = createLongWork(outside)
  const train = await readTable(asked.train, work, outside)
  const holdout = await readTable(asked.holdout, work, outside, train)
  const scorer = await learned(learner, train, asked.seed, work)
  const listenerIds = holdout.listeners.names()
  const itemIds = train.items.names()
  const measured = await work.run(
    evaluateTopN(scorer, {
      train: train.data,
      holdout: holdout.data,
      ks: asked.k,
      told: (listener, { items, scores }) => {
        if (lists)
          items.forEach((item, rank) => {
            lists.write([listenerIds[listener], rank + 1, itemIds[item], scores[rank]])
          })
      },
    }),
  )
  const { listeners, values, whole, ...dropped } = measured
  if (listeners.length === 0)
    throw new AppError(
      'invalid-table',
      `Nothing of ${asked.holdout} can be judged: none of its items is in ${asked.train}, or each listener had them there already. Hold out pairs that the training table does not have, of items that it has.`,
    )
  return {
    evaluation: 'top-n',
    data: { train: train.rows, holdout: holdout.rows },
    model: modelOf(learner, scorer),
    seed: asked.seed,
    counts: { listeners: listeners.length, ...dropped },
    metrics: metricsOf({ values }, asked.seed),
    whole,
    cost: work.cost(),
    units: { ids: listeners.map((listener) => listenerIds[listener] ?? ''), values },
  }
}

const modelOf = ({ name, code, config }: ItemLearner, { facts }: ItemScorer): Report['model'] => ({
  name,
  code,
  config,
  facts,
})

export const readTable = async (
  path: string,
  work: LongWork,
  outside: Outside,
  after?: NamedInteractions,
): Promise<NamedInteractions> => {
  const table = await outside.openTable(path)
  const { result, finish } = await work.read('Reading', (breathe) => readInteractions(table, breathe, after))
  finish(`${path}: ${counted(result.rows.taken, 'row')}, ${counted(result.data.listeners, 'listener')}`)
  work.sayRefused(result.rows)
  return result
}

/** Through the bytes of its artifact, as where it serves. */
export const learned = async (
  learner: ItemLearner,
  { data }: NamedInteractions,
  seed: string,
  work: LongWork,
): Promise<ItemScorer> => learner.load(await work.run(learner.learn(data, seed)))
