import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { type Availability, instant, type TrackKey, whyUnavailable } from '#domain'
import { serveTogether } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createModelReads } from './create-reads.ts'
import { createPopularWhere } from './popular-where.ts'

const rights: readonly (Availability | undefined)[] = [
  undefined,
  { markets: ['SE'] },
  { markets: ['US'], from: instant(10) },
  { notMarkets: ['US'] },
  { from: instant(20) },
  { until: instant(20) },
  { from: instant(10), until: instant(30) },
]
const trackOf = (number: number, right: number) => {
  const availability = rights[right]
  return sampleTrack(`t${number}`, {
    tags: number % 2 === 0 ? ['even'] : [],
    ...(availability && { availability }),
  })
}

const open = async (tracks: readonly ReturnType<typeof trackOf>[]) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(tracks)
  const { popular } = createModelReads(catalog, serveTogether([], []))
  let looked = 0
  const counting = {
    get revision() {
      return catalog.revision
    },
    byKey: (key: TrackKey) => {
      looked++
      return catalog.byKey(key)
    },
  }
  return { catalog, popular, where: createPopularWhere(counting, popular), looked: () => looked }
}

test('the popular that may be served are those of all that are popular, whoever asked before, when, and whatever changed since [promise: paid-once]', async () => {
  const asked = fc.record({
    count: fc.integer({ min: 1, max: 30 }),
    market: fc.constantFrom(undefined, 'SE', 'US'),
    asOf: fc.integer({ min: 8, max: 32 }).map(instant),
    tag: fc.constantFrom(undefined, 'even'),
    change: fc.option(fc.tuple(fc.nat(24), fc.nat(rights.length - 1)), { freq: 5, nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(rights.length - 1), { minLength: 1, maxLength: 20 }),
      fc.array(asked, { maxLength: 25 }),
      async (given, questions) => {
        const { catalog, popular, where } = await open(given.map((right, number) => trackOf(number, right)))
        for (const { count, market, asOf, tag, change } of questions) {
          if (change) await catalog.upsert([trackOf(...change)])
          const free = popular(100, tag).filter(
            (key) => whyUnavailable(catalog.byKey(key)?.availability, market, asOf) === 0,
          )
          expect(where(count, { market, asOf }, tag)).toEqual(free.slice(0, count))
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('a catalogue of which little may be served somewhere is looked through once until it changes or a right begins or ends [promise: paid-once]', async () => {
  const count = 300
  const { catalog, where, looked } = await open(
    Array.from({ length: count }, (_, number) => trackOf(number, number % 100 === 99 ? 6 : 1)),
  )
  const found = (asOf: number, market?: string) => where(40, { asOf: instant(asOf), market }).length
  expect([found(12), found(15), found(29)]).toEqual([3, 3, 3])
  expect(looked()).toBe(count)
  expect([found(12, 'SE'), found(29, 'SE'), found(13)]).toEqual([40, 40, 3])
  expect(looked()).toBe(count + 40)
  expect([found(30), found(31)]).toEqual([0, 0])
  expect(looked()).toBe(2 * count + 40)
  await catalog.upsert([trackOf(count, 0)])
  expect([found(30), found(31)]).toEqual([1, 1])
  expect(looked()).toBe(3 * count + 41)
})

test.each([
  ['lists', 3, 3_000],
  ['tracks', 3_000, 900],
])(
  'of what is popular in many markets no more %s are kept than some, and those of the first market go first [promise: caches-bounded]',
  async (_what, count, markets) => {
    const { where, looked } = await open(Array.from({ length: count }, (_, number) => trackOf(number, 0)))
    const isLookedFor = (market: number): boolean => {
      const before = looked()
      where(count, { asOf: instant(12), market: `market ${market}` })
      return looked() > before
    }
    for (let market = 0; market < markets; market++) isLookedFor(market)
    expect([markets - 1, markets - 100, 0, 0].map(isLookedFor)).toEqual([false, false, true, false])
  },
)
