import { describe, expect, it, vi } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryListening } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { holdStill, openCatalog } from '#catalog'
import { AppError, artistId, createRandom, dayMs, type Instant, instant, minuteMs, releaseId } from '#domain'
import { type AppEvent, appEventSchema } from '#log'
import { createRegistry, createTrainer, type Manifest, ranker, type TrainingProgress } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createFreshness } from './freshness.ts'
import { createServingModels } from './serving-models.ts'
import { lacksRanker, trainWithRanker } from './train-ranker.ts'

/** A ranker joins the release that serves, is kept while the log has hardly grown, and its loss is no other model's. */
const never = new AbortController().signal
const startsAt = Date.UTC(2026, 0, 1)
const [releases, tracksOnOne, listeners] = [360, 8, 24]

const tracks = Array.from({ length: releases * tracksOnOne }, (_, nth) => {
  const release = Math.floor(nth / tracksOnOne)
  return sampleTrack(`track-${nth}`, {
    artists: [{ id: artistId(`artist-${nth % 97}`), name: `Artist ${nth % 97}` }],
    release: { id: releaseId(`release-${release}`), title: `Release ${release}` },
    trackNumber: 1 + (nth % tracksOnOne),
    tags: [['folk', 'jazz', 'ambient'][release % 3] ?? 'folk'],
  })
})

/** Everybody goes through one release a day, in its order, of which no model knows before it was heard. */
const daysOf = (from: number, to: number): AppEvent[] => {
  const random = createRandom(`days ${from}`)
  const events: AppEvent[] = []
  for (let day = from; day < to; day++)
    for (let listener = 0; listener < listeners; listener++) {
      const release = random.below(releases)
      for (let place = 0; place < tracksOnOne; place++)
        events.push(
          appEventSchema.parse({
            type: 'track.played',
            id: `play-${day}-${place}`,
            at: startsAt + day * dayMs + listener * minuteMs + place * 4 * minuteMs,
            listenerId: `listener-${listener}`,
            sessionId: `session-${day}`,
            trackId: `track-${release * tracksOnOne + place}`,
          }),
        )
    }
  return events.sort((one, other) => one.at - other.at)
}
const told = daysOf(0, 12)

const open = async (events: readonly AppEvent[] = told) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(tracks)
  const { log } = createMemoryListening()
  const tell = (more: readonly AppEvent[]) => log.append(more.map((event) => ({ event })))
  await tell(events)
  const registry = createRegistry(createMemoryArtifactStore())
  const faults: unknown[] = []
  const clock = (): Instant => instant(startsAt + 30 * dayMs)
  const onFault = (fault: unknown) => void faults.push(fault)
  const openStores = vi.fn(() => ({
    ...createMemoryListening(),
    catalog: holdStill(catalog),
    registry: createRegistry(createMemoryArtifactStore()),
    stopwatch: () => 0,
  }))
  const mostBytes = vi.fn(() => 1e9)
  const own = { log, registry, clock, onFault }
  const steps: TrainingProgress[] = []
  const serving = await createServingModels({
    catalog,
    registry,
    onFault,
    train: trainWithRanker({ ...own, train: createTrainer({ ...own, catalog }), openStores, mostBytes }),
  })
  const train = (signal = never) => serving.train((step) => void steps.push(step), signal)
  return { catalog, faults, log, mostBytes, openStores, registry, serving, steps, tell, train }
}

const rankerOf = (release: readonly Manifest[]): Manifest =>
  release.find(({ name }) => name === ranker.name) ?? expect.fail('no ranker')

describe('a training', () => {
  it('of a folder without a release makes one at once; the next learns a ranker over it, which then ranks [promise: ranker-learns]', async () => {
    const { catalog, log, openStores, serving, steps, train, faults } = await open()
    const first = await train()
    expect(first.map(({ name }) => name)).not.toContain(ranker.name)
    expect([openStores.mock.calls.length, serving.isPartial(), lacksRanker(first)]).toEqual([0, false, true])
    // Nothing else is old: it is what the release lacks that has the server train again.
    const freshness = createFreshness({
      serving,
      log,
      catalog,
      isLacking: lacksRanker,
      onFault: (fault) => void faults.push(fault),
    })
    freshness.look()
    await vi.waitFor(() => expect(lacksRanker(serving.manifests())).toBe(false), 50_000)
    await freshness.stop()
    const learnt = rankerOf(serving.manifests())
    expect(learnt.config).toMatchObject({ gate: { passed: true } })
    expect(learnt.rows.found).toBeGreaterThan(100)
    expect(serving.current().predictor(ranker)).toBeDefined()
    expect(serving.current().versions[ranker.name]).toBe(learnt.version)
    expect(steps.every(({ done, total }) => done <= total)).toBe(true)
    expect(faults).toEqual([])
  }, 60_000)

  it('keeps the ranker while the log has hardly grown, over the newer models, and learns anew when it has [promise: ranker-learns]', async () => {
    const { openStores, tell, train } = await open()
    await train()
    const learnt = rankerOf(await train())
    await tell(daysOf(12, 13))
    const kept = await train()
    expect(openStores).toHaveBeenCalledTimes(1)
    expect(rankerOf(kept)).toEqual({
      ...learnt,
      events: kept[0]?.events,
      cursor: kept[0]?.cursor,
      asOf: kept[0]?.asOf,
    })
    expect(kept[0]?.events).toBeGreaterThan(learnt.events)
    await tell(daysOf(13, 15))
    const anew = rankerOf(await train())
    expect(openStores).toHaveBeenCalledTimes(2)
    expect([anew.version === learnt.version, anew.rows.events]).toEqual([false, anew.events])
  }, 60_000)

  it('over the same log learns the same bytes', async () => {
    const [one, other] = await Promise.all([open(), open()])
    const versions = async ({ train }: typeof one) =>
      [await train(), await train()].flat().map(({ name, version }) => `${name} ${version}`)
    expect(await versions(one)).toEqual(await versions(other))
  }, 60_000)

  it('that learns a ranker of which nothing can be said has it in the release, where it answers nothing [promise: ranker-learns]', async () => {
    // Nobody listens in the last two days but one, who begins once.
    const [last = expect.fail()] = daysOf(13, 14)
    const { serving, train } = await open([...daysOf(0, 11), last])
    await train()
    const lost = rankerOf(await train())
    expect(lost.config).toMatchObject({
      gate: { passed: false, why: expect.stringContaining('fewer than 100') },
    })
    expect(serving.current().predictor(ranker)).toBeUndefined()
    expect(serving.current().versions[ranker.name]).toBeUndefined()
    expect([lacksRanker(serving.manifests()), serving.isPartial()]).toEqual([false, false])
  }, 60_000)

  it('that can learn none keeps the one before, and promotes the models all the same', async () => {
    const { faults, openStores, serving, tell, train } = await open()
    await train()
    const learnt = rankerOf(await train())
    const full = new AppError('disk-full', 'no room')
    openStores.mockImplementation(() => {
      throw full
    })
    await tell(daysOf(12, 15))
    expect(rankerOf(await train()).version).toBe(learnt.version)
    expect(serving.current().predictor(ranker)).toBeDefined()
    expect(faults).toEqual([full])
  }, 60_000)

  it('that is stopped while it rehearses promotes nothing', async () => {
    const { openStores, serving, train } = await open()
    const before = await train()
    const stopping = new AbortController()
    openStores.mockImplementationOnce(() => {
      stopping.abort()
      return expect.fail('stopped')
    })
    await expect(train(stopping.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(serving.manifests()).toEqual(before)
  }, 60_000)

  it('that has not the memory for it says so with the figure, and is not tried again at every look [promise: ranker-learns]', async () => {
    const { faults, mostBytes, openStores, serving, train } = await open()
    await train()
    mostBytes.mockReturnValue(200e6)
    const lost = rankerOf(await train())
    const why = expect.stringMatching(/from 2,304 events takes about 256 MB .* 200 MB may be taken/)
    expect(lost.config).toMatchObject({ gate: { passed: false, why } })
    expect(faults).toEqual([expect.objectContaining({ code: 'training-failed', message: why })])
    expect([openStores.mock.calls.length, lacksRanker(serving.manifests())]).toEqual([0, false])
    expect(serving.current().predictor(ranker)).toBeUndefined()
  }, 60_000)
})
