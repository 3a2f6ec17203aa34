import { expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { eventId, instant, listenerId, requestId, trackId } from '#domain'
import { samplePlays, sampleSlate } from '../log/event-log.sample.ts'
import { type DecisionSearch, searchDecisions } from './search-decisions.ts'

/** Slates of a second each, with plays between them; every third of ann, every fifth a session, one with a rare track. */
const start = 1_790_000_000_000
const timeOf = (number: number) => instant(start + number * 1_000)
const logOf = async (slates: number) => {
  const log = createMemoryEventLog()
  for (let number = 0; number < slates; number++) {
    const event = {
      ...sampleSlate(number),
      id: eventId(`slate-${number}`),
      requestId: requestId(`slate-${number}`),
      at: timeOf(number),
      listenerId: listenerId(number % 3 === 0 ? 'ann' : 'ben'),
      surface: number % 5 === 0 ? 'session' : 'home',
      tracks: 1,
    }
    const about = [number === 7 ? 'rare' : 'common']
    await log.append([{ event, record: new Uint8Array(1), about }, ...samplePlays(number * 2, 2)])
  }
  return log
}
const numbersOf = (found: { readonly decisions: readonly { readonly requestId: string }[] }) =>
  found.decisions.map(({ requestId: id }) => Number(id.split('-')[1]))

it('finds decisions by each filter and by all of them, page by page, none twice and none left out', async () => {
  const slates = 400
  const log = await logOf(slates)
  const searches: readonly Omit<DecisionSearch, 'limit'>[] = [
    {},
    { listenerId: listenerId('ann') },
    { surface: 'session' },
    { trackId: trackId('rare') },
    { from: timeOf(100), until: timeOf(110) },
    { until: instant(timeOf(3) + 1) },
    { from: timeOf(398) },
    { listenerId: listenerId('ann'), surface: 'session', until: timeOf(300), from: timeOf(31) },
    { until: timeOf(0) },
    { from: timeOf(slates) },
  ]
  for (const search of searches) {
    const wanted = Array.from({ length: slates }, (_, number) => slates - 1 - number).filter(
      (number) =>
        (search.listenerId === undefined || (number % 3 === 0) === (search.listenerId === 'ann')) &&
        (search.surface === undefined || (number % 5 === 0) === (search.surface === 'session')) &&
        (search.trackId === undefined || number === 7) &&
        timeOf(number) >= (search.from ?? 0) &&
        timeOf(number) < (search.until ?? Number.POSITIVE_INFINITY),
    )
    const all: number[] = []
    let before: DecisionSearch['before']
    do {
      const page = await searchDecisions(log, { ...search, before, limit: 7 })
      expect(page.decisions.length).toBeLessThanOrEqual(7)
      all.push(...numbersOf(page))
      before = page.next
    } while (before !== undefined)
    expect(all, JSON.stringify(search)).toEqual(wanted)
  }
})

it('looks at a few thousand decisions for one page and says how far back it came', async () => {
  const log = await logOf(2_100)
  const first = await searchDecisions(log, { trackId: trackId('rare'), limit: 5 })
  expect(first).toMatchObject({ decisions: [], searchedTo: new Date(timeOf(2_100 - 2_048)).toISOString() })
  const second = await searchDecisions(log, { trackId: trackId('rare'), limit: 5, before: first.next })
  expect([numbersOf(second), second.next]).toEqual([[7], undefined])
})
