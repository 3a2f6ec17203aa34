import { expect, it } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { sessionId } from '#domain'
import { createFeatures, features } from '#features'
import { appEventSchema, type Recorded, sequenceNumber } from '#log'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { batchOf } from '../../log/event-log.sample.ts'
import { readSession } from './read-session.ts'

const at = Date.UTC(2026, 10, 20)

interface Start {
  readonly by: string
  readonly after: number
}

/** Whose a session is, and what it began with, that these began in the order in which they are told; each from a tag of their own. */
const readAfter = async (starts: readonly Start[]) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(starts.map(({ by }) => sampleTrack(by, { tags: [`of ${by}`] })))
  const online = createFeatures({ store: createMemoryStateStore(), features })
  online.fold(
    batchOf(
      starts.map(({ by, after }, place): Recorded => {
        const said = { type: 'session.started', id: `e${place}`, at: at + after, listenerId: by }
        const event = appEventSchema.parse({ ...said, sessionId: 's', seed: { kind: 'tag', id: `of ${by}` } })
        return { sequence: sequenceNumber(place + 1), event }
      }),
    ),
  )
  const found = await readSession(online, catalog, sessionId('s'))
  return [found?.listenerId, found?.seed.id]
}

const start = (by: string, after: number): Start => ({ by, after })

it('of a session that two began, as an older log may tell, is the one who began it first, whatever they are called and whoever was told first [promise: states-apart]', async () => {
  expect(await readAfter([start('ann', 0), start('zoe', 1)])).toEqual(['ann', 'of ann'])
  expect(await readAfter([start('zoe', 1), start('ann', 0)])).toEqual(['ann', 'of ann'])
  expect(await readAfter([start('zoe', 0), start('ann', 1)])).toEqual(['zoe', 'of zoe'])
  expect(await readAfter([start('ann', 1), start('zoe', 0)])).toEqual(['zoe', 'of zoe'])
})

it('of a session that two began at one moment is the one whose name comes first, whoever was told first [promise: states-apart]', async () => {
  expect(await readAfter([start('ann', 0), start('zoe', 0)])).toEqual(['ann', 'of ann'])
  expect(await readAfter([start('zoe', 0), start('ann', 0)])).toEqual(['ann', 'of ann'])
})
