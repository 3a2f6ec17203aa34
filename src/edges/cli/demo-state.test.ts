import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { instant } from '#domain'
import { builtDemo, type DemoState, fresh, inventedFolder, planned, writeState } from './demo-state.ts'

const data = mkdtempSync(join(tmpdir(), 'segue-demo-state-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))

const [then, now] = [instant(1_000), instant(2_000)]
const done = (change: Partial<DemoState>): DemoState => ({
  ...fresh('freemusicc', 'Open', 'segue', then),
  catalogueDone: true,
  ...change,
})
const simulated = { listeners: [], events: 7 }
const plan = (asked: object, known: DemoState) => planned({ data, ...asked }, 'folder', known, now)

describe('what a demo is asked to be', () => {
  it('is the usual crowd over the open catalogue, and nobody over a library of its own', () => {
    const first = fresh('freemusicc', 'Open', 'segue', then)
    expect(plan({}, first)).toMatchObject({ listeners: 300, days: 60, endsAt: then })
    expect(plan({ library: 'mine' }, first)).toMatchObject({ listeners: 0 })
  })

  it('counts until the first listener has listened, and their days end when they are asked for', () => {
    const alone = done({ listeners: 0 })
    expect(plan({ listeners: 10, days: 5 }, alone)).toMatchObject({ listeners: 10, days: 5, endsAt: now })
    expect(plan({}, alone)).toMatchObject({ listeners: 0 })
    const killed = done({ listeners: 300, catalogueDone: false })
    expect(plan({ listeners: 10 }, killed)).toMatchObject({ listeners: 10, endsAt: then })
  })

  it.each([
    ['that listened', simulated],
    ['whose listening a kill cut short', null],
  ])('is refused where it asks for other listeners than those %s', (_which, simulated) => {
    const known = done({ listeners: 10, days: 5, simulated })
    for (const asked of [{}, { listeners: 10 }, { listeners: 10, days: 5, seed: 'segue' }]) {
      expect(plan(asked, known)).toEqual(known)
    }
    for (const asked of [{ listeners: 0 }, { listeners: 11 }, { days: 6 }, { seed: 'x' }]) {
      expect(() => plan(asked, known)).toThrow(/folder was built with 10 simulated listeners over 5 days/)
    }
  })

  it('has no days without listeners, and says so', () => {
    const first = fresh('library', 'mine', 'segue', then)
    for (const asked of [
      { library: 'mine', days: 5 },
      { listeners: 0, days: 5 },
    ])
      expect(() => plan(asked, first)).toThrow(/--days .*Give --listeners/)
    expect(() => plan({ days: 5 }, done({ listeners: 0 }))).toThrow(/--days .*Give --listeners/)
  })

  it('can not be another seed where the tracks were invented from one', () => {
    const known = done({ source: 'generated', listeners: 0 })
    expect(() => plan({ seed: 'x' }, known)).toThrow(/without --seed/)
    expect(plan({ listeners: 3 }, known)).toMatchObject({ listeners: 3, seed: 'segue' })
  })
})

describe('a built demo', () => {
  it('is said in words once its catalogue and its listeners are there', () => {
    mkdirSync(inventedFolder(data))
    const keep = (state: DemoState) => writeState(inventedFolder(data), state)
    expect(builtDemo({ data }, now)).toBeUndefined()
    keep(done({ source: 'generated', listeners: 10, days: 1 }))
    expect(builtDemo({ data }, now)).toBeUndefined()
    keep(done({ source: 'generated', listeners: 10, days: 1, simulated }))
    expect(builtDemo({ data }, now)).toMatch(/with 10 simulated listeners over 1 day \(delete .*generated/)
    expect(() => builtDemo({ data, listeners: 0 }, now)).toThrow(/--listeners/)
  })
})
