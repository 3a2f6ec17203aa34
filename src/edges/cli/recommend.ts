import { z } from 'zod'
import { AppError, counted } from '#domain'
import { createItemLearners, createTopItems, historyOf, type ItemLearner, idCell, readRows } from '#models'
import { learned, readTable } from './evaluate-top-n.ts'
import { learnerNamed } from './learner-named.ts'
import { createLongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { createCsvWriter } from './write-csv.ts'
import { type OpenWhole, writingWhole } from './write-whole.ts'

/** `segue recommend`: lists without a holdout, for listeners of a table or for all of the training table. */
export interface RecommendArguments {
  readonly train: string
  readonly listeners?: string | undefined
  readonly n: number
  readonly lists: string
  readonly model?: string | undefined
  readonly seed: string
}

export const runRecommend = async (asked: RecommendArguments, outside: Outside): Promise<void> => {
  const learner = learnerNamed(createItemLearners(), asked.model)
  const named = { read: [asked.train, asked.listeners], written: [asked.lists] }
  const { lists, strangers, without } = await writingWhole(named, outside.newId, (open) =>
    writeLists(asked, learner, open, outside),
  )
  const none = `; no row for ${counted(without, 'listener')}, who had all items already`
  outside.out(
    `${asked.lists}: lists of ${counted(lists, 'listener')}, ${strangers} of them strangers${without === 0 ? '' : none}`,
  )
}

const writeLists = async (
  { train: path, listeners, lists, n, seed }: RecommendArguments,
  learner: ItemLearner,
  open: OpenWhole,
  outside: Outside,
) => {
  const writer = createCsvWriter(await open(lists), ['listener_id', 'rank', 'item_id', 'score'])
  const work = createLongWork(outside)
  const train = await readTable(path, work, outside)
  const wanted = listeners === undefined ? train.listeners.names() : await idsIn(listeners, outside)
  const topItems = createTopItems(await learned(learner, train, seed, work), n)
  const itemIds = train.items.names()
  const written = { lists: 0, strangers: 0, without: 0 }
  const write = function* () {
    for (const [done, id] of wanted.entries()) {
      yield { doing: 'Lists', done, total: wanted.length, unit: 'listener' }
      const listener = train.listeners.known(id)
      // Whom nobody knows has an empty history: their list is that of a stranger.
      const { items, scores } = topItems(historyOf(train.data, listener ?? train.data.listeners))
      items.forEach((item, rank) => {
        writer.write([id, rank + 1, itemIds[item], scores[rank]])
      })
      if (items.length === 0) written.without++
      else written.lists++
      if (items.length > 0 && listener === undefined) written.strangers++
    }
  }
  await work.run(write())
  return written
}

const idsIn = async (path: string, outside: Outside): Promise<readonly string[]> => {
  const table = await outside.openTable(path)
  const ids = new Set<string>()
  const take = ({ listener_id }: { listener_id: string }) => void ids.add(listener_id)
  await readRows(table, z.object({ listener_id: idCell }), take, async () => outside.signal.throwIfAborted())
  if (ids.size === 0) throw new AppError('invalid-table', `${path} names no listener.`)
  return [...ids]
}
