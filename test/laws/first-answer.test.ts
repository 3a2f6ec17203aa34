import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom, listenerId, requestId } from '#domain'
import {
  home,
  type Item,
  nowPlaying,
  type Question,
  type Reads,
  similar,
  slateSchema,
  type Tier,
} from '#surfaces'
import { answerOf, now, openSmallWorld, randomTracks } from './small-world.ts'

/** Which of the tiers answers a question whose tiers say what a test has them say. */
let world: Awaited<ReturnType<typeof openSmallWorld>>
let reads: Reads
let all: readonly Item[]
const asking = (limit: number) => ({
  requestId: requestId(`r-${limit}`),
  asOf: now,
  listenerId: listenerId('ann'),
  limit,
})
beforeAll(async () => {
  world = await openSmallWorld(randomTracks(createRandom('first-answer'), 60, 30), [])
  reads = await world.services.readsFor(listenerId('ann'), now)
  const popular = await answerOf(nowPlaying.ask(asking(50), reads), 'popular', reads)
  all = 'items' in popular ? popular.items : []
  expect(all.length).toBeGreaterThan(20)
})
afterAll(() => world.store.close())

type Said = Readonly<Partial<Record<Tier, number | Error>>>

const serve = async (question: Question, said: Said) => {
  const answer: Question['answer'] = async (tier) => {
    const many = said[tier] ?? 0
    if (many instanceof Error) throw many
    // Each tier has its own, so that nobody takes one's for the other's.
    return { items: (tier === 'popular' ? all : all.toReversed()).slice(0, many) }
  }
  return slateSchema.parse(JSON.parse((await world.services.serve({ ...question, answer }, reads)).body))
}

/** Ten were served last, and `limit` are asked for now. */
const served = async (said: Said, limit = 10) => {
  const about = { case: JSON.stringify([said, limit]) }
  const ask = (count: number) => ({ ...nowPlaying.ask(asking(count), reads), about })
  await serve(ask(10), { full: 10 })
  const { tier, items, degraded } = await serve(ask(limit), said)
  return { tier, many: items.length, degraded }
}
const few = 'cached: too few tracks were left to serve'
const none = 'full: no track was left to serve'

test('less than half of the last slate is passed over for a fuller one below [promise: fullest-tier]', async () => {
  expect(await served({ cached: 4, popular: 9 })).toEqual({
    tier: 'popular',
    many: 9,
    degraded: [none, few],
  })
  expect(await served({ cached: 5, popular: 9 })).toEqual({ tier: 'cached', many: 5, degraded: [none] })
})

test('the little that is left is served where there is no more below, and says so [promise: fullest-tier]', async () => {
  for (const popular of [0, 3, 4])
    expect(await served({ cached: 4, popular })).toEqual({
      tier: 'cached',
      many: 4,
      degraded: [none, few, 'popular: no more tracks were left to serve'],
    })
})

test('the little that is left is served where the tier below fails, and says so [promise: fullest-tier]', async () => {
  expect(await served({ cached: 4, popular: new Error('out of order') })).toEqual({
    tier: 'cached',
    many: 4,
    degraded: [expect.stringMatching(/./), none, few],
  })
  await expect(served({ popular: new Error('out of order') })).rejects.toThrow('out of order')
})

test('a slate that was served for a smaller limit is as good as it was [promise: fullest-tier]', async () => {
  expect(await served({ cached: 10, popular: 20 }, 50)).toEqual({
    tier: 'cached',
    many: 10,
    degraded: [none],
  })
  expect(await served({ cached: 4, popular: 20 }, 50)).toMatchObject({ tier: 'popular', many: 20 })
  // Of a smaller limit half is enough.
  expect(await served({ cached: 2, popular: 4 }, 4)).toMatchObject({ tier: 'cached', many: 2 })
})

test('where nothing is an answer, little is one: it is no slate that is played through [promise: fullest-tier]', async () => {
  const asked = { ...similar.ask({ ...asking(10), currentKey: undefined }, reads), about: 'little' }
  await serve(asked, { full: 10 })
  const { tier, items } = await serve(asked, { full: new Error('out of order'), cached: 4, popular: 9 })
  expect([tier, items.length]).toEqual(['cached', 4])
})

test('only a slate that is played through is ever too short [promise: fullest-tier]', async () => {
  const asked = { ...home.ask(asking(10), reads), about: 'few shelves' }
  const shelf = (tier: Tier, count: number) => ({ id: tier, title: '', why: '', items: all.slice(0, count) })
  const counts: Readonly<Record<Tier, number>>[] = [
    { full: 10, cached: 0, popular: 0 },
    { full: 0, cached: 1, popular: 9 },
  ]
  const bodies: unknown[] = []
  for (const count of counts) {
    const answer: Question['answer'] = async (tier) => ({ shelves: [shelf(tier, count[tier])] })
    bodies.push(JSON.parse((await world.services.serve({ ...asked, answer }, reads)).body))
  }
  expect(bodies).toMatchObject([{ tier: 'full' }, { tier: 'cached', degraded: [none] }])
})
