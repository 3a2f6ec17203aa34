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
import { createRankerTrainer, isRankerDue, learnOrGiveUp, trainKeepingRanker } from './train-ranker.ts'

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
  const learning = vi.fn(createRankerTrainer({ ...own, openStores, mostBytes, mostChoices: 180 }))
  const open = () =>
    createServingModels({
      catalog,
      registry,
      onFault,
      train: trainKeepingRanker({ ...own, train: createTrainer({ ...own, catalog }) }),
      ranker: { isDue: isRankerDue, learn: learnOrGiveUp({ ...own, learn: learning }) },
    })
  const serving = await open()
  const onStep = (step: TrainingProgress) => void steps.push(step)
  /** As freshness does it. */
  const train = async (signal = never) => {
    const models = await serving.train(onStep, signal)
    return serving.isRankerDue() ? serving.learn(onStep, signal) : models
  }
  return {
    catalog,
    faults,
    learning,
    log,
    mostBytes,
    open,
    openStores,
    registry,
    serving,
    steps,
    tell,
    train,
  }
}

const rankerOf = (release: readonly Manifest[]): Manifest =>
  release.find(({ name }) => name === ranker.name) ?? expect.fail('no ranker')

describe('a ranker', () => {
  it('is learnt behind the models, which serve before it is there, and then ranks [promise: ranker-learns]', async () => {
    const { catalog, log, openStores, serving, steps, faults } = await open()
    const first = await serving.train(() => {}, never)
    expect(first.map(({ name }) => name)).not.toContain(ranker.name)
    expect([openStores.mock.calls.length, serving.isPartial(), serving.isRankerDue()]).toEqual([
      0,
      false,
      true,
    ])
    // Nothing is old: it is what the release lacks that has the server learn.
    const freshness = createFreshness({ serving, log, catalog, onFault: (fault) => void faults.push(fault) })
    freshness.look()
    await vi.waitFor(() => expect(serving.isRankerDue()).toBe(false), 50_000)
    await freshness.stop()
    const learnt = rankerOf(serving.manifests())
    expect(learnt.config).toMatchObject({ gate: { passed: true } })
    expect(learnt.rows.found).toBeGreaterThan(100)
    expect(serving.current().predictor(ranker)).toBeDefined()
    expect(serving.current().versions[ranker.name]).toBe(learnt.version)
    expect(steps.every(({ done, total }) => done <= total)).toBe(true)
    expect(faults).toEqual([])
  }, 60_000)

  it('is kept while the log has hardly grown, over the newer models, and learnt anew when it has [promise: ranker-learns]', async () => {
    const { openStores, tell, train } = await open()
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

  it('of other code, or learnt from other columns, does not serve and is learnt anew [promise: ranker-learns]', async () => {
    const { open: openAgain, openStores, registry, serving, train } = await open()
    const models = await train()
    const learnt = rankerOf(models)
    const bytes = await registry.artifact(learnt)
    const old = await registry.publish({ ...learnt, code: 'additive-ranker@1' }, bytes)
    await registry.promote([...models.filter(({ name }) => name !== ranker.name), old])
    expect(isRankerDue(await registry.current())).toBe(true)
    expect((await openAgain()).current().predictor(ranker)).toBeUndefined()
    expect((await serving.train(() => {}, never)).map(({ name }) => name)).not.toContain(ranker.name)
    expect(rankerOf(await train()).code).toBe(learnt.code)
    expect(openStores).toHaveBeenCalledTimes(2)
  }, 60_000)

  it('over the same log is the same bytes', async () => {
    const [one, other] = await Promise.all([open(), open()])
    const versions = async ({ train }: typeof one) =>
      (await train()).map(({ name, version }) => `${name} ${version}`)
    expect(await versions(one)).toEqual(await versions(other))
  }, 60_000)

  it('of which nothing can be said is of the release, where it answers nothing [promise: ranker-learns]', async () => {
    // Nobody listens in the last two days but one, who begins once.
    const [last = expect.fail()] = daysOf(13, 14)
    const { serving, train } = await open([...daysOf(0, 11), last])
    const lost = rankerOf(await train())
    expect(lost.config).toMatchObject({
      gate: { passed: false, why: expect.stringContaining('fewer than 100') },
    })
    expect(serving.current().predictor(ranker)).toBeUndefined()
    expect(serving.current().versions[ranker.name]).toBeUndefined()
    expect([serving.isRankerDue(), serving.isPartial()]).toEqual([false, false])
  }, 60_000)

  it('that can not be learnt leaves the one before, and is not tried again until the log has grown [promise: ranker-learns]', async () => {
    const { faults, learning, serving, tell, train } = await open()
    const learnt = rankerOf(await train())
    learning.mockRejectedValue(new AppError('training-failed', 'It ended by SIGKILL.'))
    await tell(daysOf(12, 15))
    expect(rankerOf(await train()).version).toBe(learnt.version)
    expect(serving.current().predictor(ranker)).toBeDefined()
    await tell(daysOf(15, 16))
    await train()
    expect(learning).toHaveBeenCalledTimes(2)
    expect(faults.map(String)).toEqual([
      expect.stringMatching(
        /No ranker was learnt: It ended by SIGKILL\. The one .* before is kept; .* a tenth/,
      ),
    ])
    await tell(daysOf(16, 19))
    await train()
    expect(learning).toHaveBeenCalledTimes(3)
  }, 60_000)

  it('that is killed while it is learnt takes no model with it [promise: ranker-learns]', async () => {
    const { learning, log, serving, tell, train } = await open()
    await train()
    await tell(daysOf(12, 15))
    learning.mockImplementationOnce(async () => {
      expect(await log.lag(serving.manifests()[0]?.cursor ?? expect.fail())).toBe(0)
      throw new AppError('training-failed', 'It ended by SIGKILL.')
    })
    await train()
    expect(learning).toHaveBeenCalledTimes(2)
  }, 60_000)

  it('whose learning is stopped changes nothing', async () => {
    const { openStores, serving, train } = await open()
    const stopping = new AbortController()
    openStores.mockImplementationOnce(() => {
      stopping.abort()
      return expect.fail('stopped')
    })
    await expect(train(stopping.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(serving.manifests().map(({ name }) => name)).not.toContain(ranker.name)
    expect(serving.isRankerDue()).toBe(true)
  }, 60_000)

  it('that has not the memory says so with the figure, of the tracks as well [promise: ranker-learns]', async () => {
    const { faults, mostBytes, openStores, serving, train } = await open()
    mostBytes.mockReturnValue(210e6)
    const lost = rankerOf(await train())
    const why = /from 2,304 events over 2,880 tracks takes about 218 MB .* 210 MB may be taken/
    expect(lost.config).toMatchObject({ gate: { passed: false, why: expect.stringMatching(why) } })
    expect(faults).toEqual([
      expect.objectContaining({
        code: 'training-failed',
        message: expect.stringMatching(/ranked by the weighted sum; it is tried again/),
      }),
    ])
    expect([openStores.mock.calls.length, serving.isRankerDue()]).toEqual([0, false])
    expect(serving.current().predictor(ranker)).toBeUndefined()
  }, 60_000)

  it('whose bytes are gone is told and learnt again, and the models serve without it [promise: ranker-learns]', async () => {
    const { faults, open: openAgain, registry, train } = await open()
    await train()
    const artifact = registry.artifact
    const spy = vi.spyOn(registry, 'artifact').mockImplementation(async (manifest) => {
      if (manifest.name === ranker.name) throw new AppError('model-missing', 'It is gone.')
      return artifact(manifest)
    })
    const again = await openAgain()
    expect([again.isTrained(), again.isRankerDue(), faults.length]).toEqual([true, true, 1])
    expect(again.current().predictor(ranker)).toBeUndefined()
    spy.mockRestore()
    await again.learn(() => {}, never)
    expect(again.current().predictor(ranker)).toBeDefined()
  }, 60_000)
})
