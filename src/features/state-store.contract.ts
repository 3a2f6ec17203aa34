import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { listenerId } from '#domain'
import { logStart } from '#log'
import { cursorAt } from '../log/event-log.sample.ts'
import { namesOf } from './forgotten.ts'
import type { StateRow, StateStore } from './state-store.ts'

/** Ids every store under test is opened with. */
export const contractFeatures = ['plays@1', 'rating@2'] as const

const sorted = (rows: readonly StateRow[]): readonly StateRow[] =>
  rows.toSorted((a, b) => (a.feature + a.about < b.feature + b.about ? -1 : 1))

const row = (owner: string, about: string, state: readonly number[], feature = 'plays@1'): StateRow => ({
  owner,
  feature,
  about,
  state,
})

/** What every state store does. `open` gives a new, empty store for `contractFeatures`. */
export const stateStoreContract = (name: string, open: () => StateStore): void => {
  describe(`${name} as a state store`, () => {
    const opened: StateStore[] = []
    const fresh = (): StateStore => {
      const store = open()
      opened.push(store)
      return store
    }
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
    })

    test('a new store is empty and stands at the start of the log', () => {
      const store = fresh()
      expect(store.cursor()).toBe(logStart)
      expect(store.loadNow('listener:nobody')).toEqual([])
    })

    test('rows and cursor are seen as soon as the save has resolved, by owner', async () => {
      const store = fresh()
      const mine = [row('listener:a', 'track:1', [1, 2]), row('listener:a', '', [3], 'rating@2')]
      await store.save(cursorAt(7), [...mine, row('listener:b', 'track:1', [9, 9])])
      expect(store.cursor()).toBe(cursorAt(7))
      expect(sorted(store.loadNow('listener:a'))).toEqual(sorted(mine))
      expect(store.loadNow('listener:b')).toEqual([row('listener:b', 'track:1', [9, 9])])
    })

    test('a row replaces the one of the same owner, feature and about, whatever its width', async () => {
      const store = fresh()
      await store.save(cursorAt(1), [row('o', 'x', [1]), row('o', 'y', [2])])
      await store.save(cursorAt(2), [row('o', 'x', [5, 6, 7])])
      expect(sorted(store.loadNow('o'))).toEqual([row('o', 'x', [5, 6, 7]), row('o', 'y', [2])])
    })

    test('many owners are loaded in one question, each with what it would be alone, and unknown ones with nothing', async () => {
      const store = fresh()
      const rows = Array.from({ length: 2_000 }, (_, index) =>
        row(`o${index % 300}`, `t${index}`, [index, -0]),
      )
      await store.save(cursorAt(1), rows)
      const owners = ['nobody', ...Array.from({ length: 299 }, (_, index) => `o${index}`)]
      const alone = owners.flatMap((owner) => sorted(store.loadNow(owner)))
      const together = Map.groupBy(await store.load(owners), ({ owner }) => owner)
      expect(owners.flatMap((owner) => sorted(together.get(owner) ?? []))).toEqual(alone)
      expect(alone.length).toBeGreaterThan(1_990)
      expect(await store.load([])).toEqual([])
    })

    test('a load sees every save that had resolved', async () => {
      const store = fresh()
      for (let count = 1; count <= 20; count++) {
        await store.save(cursorAt(count), [row('o', 'x', [count])])
        expect(await store.load(['o'])).toEqual([row('o', 'x', [count])])
      }
    })

    test('what names a listener goes with a save, before its rows are put, and nothing else does [promise: listener-redacted]', async () => {
      const store = fresh()
      const theirs = ['listener:a"\u00e9', 'session:["a\\"\u00e9","s"]', 'session:begun']
      const others = [
        'listener:a"',
        'listener:b',
        'session:["a\\"\u00e9s","s"]',
        'session:["b","s"]',
        'track:t',
      ]
      const name = theirs[0] ?? ''
      const named = namesOf(listenerId('a"\u00e9'))
      const all = [...theirs, ...others].map((owner) => row(owner, 'track:t', [1, 2]))
      await store.save(cursorAt(1), [...all, row('session:begun', name, [1, 2])])
      const after = row(name, 'track:new', [3, 4])
      await store.save(cursorAt(2), [after], [named, namesOf(listenerId('nobody'))])
      expect(theirs.flatMap((owner) => store.loadNow(owner))).toEqual([after])
      expect(others.flatMap((owner) => store.loadNow(owner))).toHaveLength(others.length)
      await store.wipe()
      expect(store.loadNow(name)).toEqual([after])
      expect(store.cursor()).toBe(cursorAt(2))
      await store.save(cursorAt(3), [row('o', 'x', [1])])
      expect(store.loadNow('o')).toEqual([row('o', 'x', [1])])
    })

    test('a save without rows moves the cursor', async () => {
      const store = fresh()
      await store.save(cursorAt(3), [])
      expect(store.cursor()).toBe(cursorAt(3))
    })

    test('saves take effect in the order of the calls, also when nobody waits between them', async () => {
      const store = fresh()
      const many = Array.from({ length: 2_500 }, (_, index) => row(`o${index % 7}`, `t${index}`, [index]))
      await Promise.all([
        store.save(cursorAt(1), many),
        store.save(cursorAt(2), [row('o0', 't0', [-1])]),
        store.save(cursorAt(3), [row('o0', 't7', [-2])]),
      ])
      expect(store.cursor()).toBe(cursorAt(3))
      const states = new Map(store.loadNow('o0').map(({ about, state }) => [about, state]))
      expect(states.size).toBe(many.filter(({ owner }) => owner === 'o0').length)
      expect([states.get('t0'), states.get('t7'), states.get('t14')]).toEqual([[-1], [-2], [14]])
    })

    test('numbers and names come back exactly', async () => {
      const store = fresh()
      const names = fc.string({ unit: 'grapheme', maxLength: 30 })
      const states = fc.array(fc.double(), { maxLength: 4 })
      let saves = 0
      await fc.assert(
        fc.asyncProperty(names, names, states, async (owner, about, state) => {
          await store.save(cursorAt(++saves), [row(owner, about, state)])
          const found = store.loadNow(owner).find((loaded) => loaded.about === about)
          expect(found?.state.length).toBe(state.length)
          expect(found?.state.every((number, index) => Object.is(number, state[index]))).toBe(true)
        }),
        { numRuns: 50 },
      )
    })

    test('clear forgets rows and cursor, and saving goes on after it', async () => {
      const store = fresh()
      await store.save(cursorAt(5), [row('o', 'x', [1])])
      await store.clear()
      expect(store.cursor()).toBe(logStart)
      expect(store.loadNow('o')).toEqual([])
      await store.save(cursorAt(1), [row('o', 'y', [2])])
      expect(store.loadNow('o')).toEqual([row('o', 'y', [2])])
    })

    test('close waits for saves under way and can be called twice', async () => {
      const store = fresh()
      let saved = false
      const saving = store.save(cursorAt(1), [row('o', 'x', [1])]).then(() => {
        saved = true
      })
      await store.close()
      expect(saved).toBe(true)
      await saving
      await store.close()
    })

    test('what is asked for once close was called is refused, also while a save is under way', async () => {
      const store = fresh()
      const many = Array.from({ length: 2_500 }, (_, index) => row(`o${index}`, 't', [index]))
      const saving = store.save(cursorAt(1), many)
      const closing = store.close()
      const late = [store.save(cursorAt(2), [row('o', 'x', [1])]), store.clear()]
      for (const one of late) await expect(one).rejects.toMatchObject({ code: 'storage-failed' })
      await Promise.all([saving, closing])
      await expect(store.save(cursorAt(3), [])).rejects.toMatchObject({ code: 'storage-failed' })
      await expect(store.clear()).rejects.toMatchObject({ code: 'storage-failed' })
    })
  })
}
