import { expect, it } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, instant } from '#domain'
import { features as allFeatures, createFeatures, openAggregates } from '#features'
import { createRegistry } from '#models'
import { samplePlays } from '../log/event-log.sample.ts'
import { assembleServices } from './assemble-services.ts'

it('tells how far behind those are that follow, and why, and serves on [promise: follower-told]', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const onFault = () => {}
  const aggregates = await openAggregates({ catalog, onFault })
  let fault: AppError | undefined
  const { services, followers } = await assembleServices({
    log: createMemoryEventLog(),
    catalog,
    features: createFeatures({ store: createMemoryStateStore(), features: allFeatures }),
    aggregates: {
      ...aggregates,
      get cursor() {
        return aggregates.cursor
      },
      fold: async (batch) => {
        if (fault !== undefined) throw fault
        await aggregates.fold(batch)
      },
    },
    registry: createRegistry(createMemoryArtifactStore()),
    clock: () => instant(Date.UTC(2026, 10, 20)),
    newId: () => 'id',
    stopwatch: () => 0,
    version: '0.0.0',
    onFault,
  })
  const lag = async () =>
    /segue_follower_lag_events\{follower="aggregates"\} (\d+)/.exec(await services.telemetry.text())?.[1]
  await services.journal.append(samplePlays(0, 3))
  await followers.caughtUp()
  expect([await lag(), (await services.readiness()).notes]).toEqual(['0', []])
  fault = new AppError('disk-full', 'Free some space for the aggregates.')
  await services.journal.append(samplePlays(3, 4))
  await expect.poll(async () => (await services.readiness()).notes).toEqual([fault.message])
  expect([await lag(), (await services.readiness()).missing]).toEqual([
    '4',
    expect.not.objectContaining({ log: expect.anything() }),
  ])
  await followers.close()
})
