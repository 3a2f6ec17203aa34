import { z } from 'zod'
import { AppError, counted } from '#domain'
import { createItemLearners, createTopItems, historyOf, idCell, readRows } from '#models'
import { learned, readTable } from './evaluate-top-n.ts'
import { learnerNamed } from './learner-named.ts'
import { createLongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { openCsvWriter } from './write-csv.ts'

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
  const lists = await openCsvWriter(asked.lists, ['listener_id', 'rank', 'item_id', 'score'])
  const work = createLongWork(outside)
  const train = await readTable(asked.train, work, outside)
  const wanted =
    asked.listeners === undefined ? train.listeners.names() : await idsIn(asked.listeners, outside)
  const scorer = await learned(learner, train, asked.seed, work)
  const topItems = createTopItems(scorer, asked.n)
  const itemIds = train.items.names()
  let unknown = 0
  const write = function* () {
    for (const [done, id] of wanted.entries()) {
      yield { doing: 'Lists', done, total: wanted.length, unit: 'listener' }
      const listener = train.listeners.known(id)
      if (listener === undefined) unknown++
      // Whom nobody knows has an empty history: their list is that of a stranger.
      const { items, scores } = topItems(historyOf(train.data, listener ?? train.data.listeners))
      items.forEach((item, rank) => {
        lists.write([id, rank + 1, itemIds[item], scores[rank]])
      })
    }
  }
  await work.run(write())
  await lists.close()
  outside.out(`${asked.lists}: lists of ${counted(wanted.length, 'listener')}, ${unknown} of them strangers`)
}

const idsIn = async (path: string, outside: Outside): Promise<readonly string[]> => {
  const table = await outside.openTable(path)
  const ids = new Set<string>()
  const take = ({ listener_id }: { listener_id: string }) => void ids.add(listener_id)
  await readRows(table, z.object({ listener_id: idCell }), take, async () => outside.signal.throwIfAborted())
  if (ids.size === 0) throw new AppError('invalid-table', `${path} names no listener.`)
  return [...ids]
}
