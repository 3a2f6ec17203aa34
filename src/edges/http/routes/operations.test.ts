import { describe, expect, it } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, instant } from '#domain'
import { features as allFeatures, createFeatures } from '#features'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'
import { createHttpApp } from '../app.ts'

const openServer = async () => {
  const memory = createMemoryEventLog()
  let fault: AppError | 'hangs' | undefined
  let checks = 0
  let damaged: AppError | undefined
  const online = createFeatures({ store: createMemoryStateStore(), features: allFeatures })
  const { services, serving } = await assembleServices({
    log: {
      ...memory,
      async check() {
        checks++
        if (fault === 'hangs') return new Promise(() => {})
        if (fault !== undefined) throw fault
      },
    },
    catalog: openCatalog(openSqliteCatalogStore({ path: ':memory:' })),
    features: {
      ...online,
      get cursor() {
        return online.cursor
      },
      get amiss() {
        return damaged
      },
    },
    storesAmiss: [() => new AppError('not-ready', 'The search words are being made again.')],
    readinessTimeoutMs: 5,
    registry: createRegistry(createMemoryArtifactStore()),
    clock: () => instant(Date.UTC(2026, 10, 20)),
    newId: () => 'id',
    stopwatch: () => 0,
    version: '0.0.0',
    onFault: () => {},
  })
  await serving.train(() => {}, new AbortController().signal)
  const app = await createHttpApp(services, { version: '0.0.0', loopbackOnly: false, onFault: () => {} })
  const ready = async () => {
    const answer = await app.inject({ url: '/readyz' })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    ready,
    breakLog: (how: AppError | 'hangs' | undefined) => (fault = how),
    damageStates: (error: AppError) => (damaged = error),
    checks: () => checks,
  }
}

describe('readiness', () => {
  it('ends with the reason while the log would refuse an event, and comes back with it [promise: honest-readiness]', async () => {
    const { ready, breakLog } = await openServer()
    expect(await ready()).toMatchObject({ status: 200, body: { ready: true } })
    breakLog(new AppError('disk-full', 'The disk of the event log is full: free some space.'))
    expect(await ready()).toMatchObject({
      status: 503,
      body: { ready: false, checks: { log: expect.stringContaining('free some space') } },
    })
    breakLog(undefined)
    const { status, body } = await ready()
    expect([status, body.ready, body.checks.log]).toEqual([200, true, undefined])
  })

  it('ends with the reason while the disk hangs, asks it once for all who ask, and leaves nobody waiting [promise: honest-readiness]', async () => {
    const { ready, breakLog, checks } = await openServer()
    breakLog('hangs')
    const hung = {
      status: 503,
      body: { ready: false, checks: { log: expect.stringMatching(/not answered within 5 ms.*Look at the/) } },
    }
    expect(await Promise.all([ready(), ready()])).toMatchObject([hung, hung])
    expect(await ready()).toMatchObject(hung)
    expect(checks()).toBe(1)
  })

  it('notes what is damaged and made again, and stays ready while the rest serves', async () => {
    const { ready, damageStates } = await openServer()
    const words = 'The search words are being made again.'
    const isEmpty = expect.stringMatching(/catalogue is empty.*import/)
    expect(await ready()).toMatchObject({ status: 200, body: { ready: true, notes: [words, isEmpty] } })
    damageStates(new AppError('states-damaged', 'States are being made again.'))
    expect(await ready()).toMatchObject({
      status: 200,
      body: { ready: true, notes: ['States are being made again.', words, isEmpty] },
    })
  })
})
