import { requestId, type TrackKey, trackId } from '#domain'
import { type Ranker, ranker } from '#models'
import { type ModelReads, type Reads, type Surface, slateSchema } from '#surfaces'
import type { Answerer, AskNext } from './judge-served.ts'
import type { Services } from './services.ts'

/** What now-playing answers, by its whole way: tiers, filters, spacing, the record. */
export const servedBy = (
  services: Pick<Services, 'readsFor' | 'serve' | 'newId'>,
  surface: Surface,
  learnt?: Ranker,
): Answerer & Required<Pick<Answerer, 'playOn'>> => {
  const answer = async ({ listener, from, at }: AskNext, limit: number, heard: readonly TrackKey[] = []) => {
    const bound = await services.readsFor(listener, at)
    const reads = learnt === undefined ? bound : { ...bound, models: withRanker(bound.models, learnt) }
    const id = requestId(services.newId())
    const asking = { requestId: id, asOf: at, listenerId: listener, limit, currentKey: from }
    const row = { recentKeys: heard.slice(0, -1).slice(-mostRecent).toReversed(), excludedKeys: heard }
    const { body } = await services.serve(
      surface.ask(heard.length === 0 ? asking : { ...asking, ...row }, reads),
      reads,
    )
    return slateSchema
      .parse(JSON.parse(body))
      .items.flatMap(({ track }) => reads.catalog.keyOf(trackId(track.id)) ?? [])
  }
  return {
    name: learnt === undefined ? surface.recipe : `${surface.recipeLearnt ?? surface.recipe} learnt`,
    next: (ask, count) => answer(ask, count),
    async playOn(ask, steps) {
      const row = [ask.from]
      for (let step = 0; step < steps; step++) {
        const [next] = await answer({ ...ask, from: row.at(-1) ?? ask.from }, queueLength, row)
        if (next === undefined) break
        row.push(next)
      }
      return row.slice(1)
    },
  }
}

/** A queue, and of what was played what goes with it, as the console has it. */
const queueLength = 12
const mostRecent = 12

/** As if it were of the release. */
const withRanker = (models: ModelReads, learnt: Ranker): ModelReads => {
  const own = {}
  ranker.bind(own, learnt)
  return { ...models, predictor: (token) => token.of(own) ?? models.predictor(token) }
}

type Way = (reads: Reads, ask: AskNext, count: number) => readonly TrackKey[]

/** One model or habit alone, as a yardstick; nothing is filtered. */
const alone = (services: Pick<Services, 'readsFor'>, name: string, way: Way): Answerer => ({
  name,
  async next(ask, count) {
    return way(await services.readsFor(ask.listener, ask.at), ask, count)
  },
})

export const yardsticks = (services: Pick<Services, 'readsFor'>): readonly Answerer[] => [
  alone(services, 'popularity', ({ models }, _, count) => models.popular(count)),
  alone(services, 'own most played', ({ listener }, _, count) => listener?.mostPlayedKeys(count) ?? []),
  alone(services, 'co-occurrence', (reads, ask, count) =>
    lastHeard(reads, ask).flatMap((key) => reads.models.after(key, count).map((next) => next.key)),
  ),
  alone(services, 'content', (reads, ask, count) =>
    lastHeard(reads, ask).flatMap((key) => nearest(reads, key, count)),
  ),
]

/** What plays, else what was heard last; none of a listener who never heard anything. */
const lastHeard = ({ listener }: Reads, { from }: AskNext): readonly TrackKey[] =>
  from === undefined ? (listener?.recentKeys(1) ?? []) : [from]

const nearest = ({ models }: Reads, to: TrackKey, count: number): readonly TrackKey[] => {
  const vector = models.vectorOf(to)
  return vector === undefined ? [] : models.near(vector, count, [to]).map(({ key }) => key)
}
