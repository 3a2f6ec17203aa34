import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Libraries, LibraryScan } from '#catalog'
import { instant, secondMs } from '#domain'
import { type FolderWatch, watchLibraries } from './library-watch.ts'

/** Folders that a test moves, and time that it lets pass. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const nothingNew = {
  id: 'one',
  read: 1,
  taken: 1,
  added: 0,
  changed: 0,
  unchanged: 1,
  refused: {},
  examples: [],
  label: 'music',
  withdrawn: 0,
  renamed: 0,
}

const watchOne = (found: () => Partial<LibraryScan>, watch: (changed: () => void) => FolderWatch) => {
  const scans: LibraryScan[] = []
  let now = 0
  const libraries: Libraries = {
    known: () => [{ id: 'one', path: '/music', label: 'music', files: {} }],
    scan: async () => {
      const scan = { ...nothingNew, ...found() }
      scans.push(scan)
      return scan
    },
    remove: async () => 0,
    amiss: undefined,
  }
  const fail = (thrown: unknown) => {
    throw thrown
  }
  const watching = watchLibraries({
    clock: () => instant(now),
    libraries,
    watch: (_path, changed) => watch(changed),
    onUnwatched: fail,
    onAway: fail,
    onFault: fail,
  })
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) {
      now += secondMs
      await vi.advanceTimersByTimeAsync(secondMs)
    }
  }
  return { watching, scans, pass }
}

test('a disk that was unmounted is looked for in the empty folder it left, and read once it is back [promise: library-followed]', async () => {
  let isMounted = true
  let wasMounted = true
  let tell = () => {}
  const { watching, scans, pass } = watchOne(
    () => (isMounted ? { added: 1 } : { heldBack: 'nothing is there', read: 0 }),
    (changed) => {
      tell = changed
      return {
        // An empty folder hears nothing of the disk that is mounted over it: only who looks sees another folder.
        follow: async () => {
          if (isMounted !== wasMounted) changed()
          wasMounted = isMounted
          return undefined
        },
        close: () => {},
      }
    },
  )
  watching.start()
  isMounted = false
  tell()
  await pass(60)
  expect(new Set(scans.map(({ heldBack }) => heldBack))).toEqual(new Set(['nothing is there']))
  const before = scans.length
  isMounted = true
  await pass(60)
  expect(scans.slice(before)).toEqual([expect.objectContaining({ added: 1 })])
  watching.stop()
})

test('a library that is there and of which something is held back is looked at as seldom as one that nothing tells of', async () => {
  let looks = 0
  let tell = () => {}
  let isSettled = false
  const { watching, scans, pass } = watchOne(
    () => (isSettled ? {} : { heldBack: 'most artists are gone' }),
    (changed) => {
      tell = changed
      return {
        follow: async () => {
          looks += 1
          return undefined
        },
        close: () => {},
      }
    },
  )
  watching.start()
  tell()
  await pass(60)
  expect([looks, scans.length]).toEqual([2, 1])
  await pass(600)
  expect([looks, scans.length]).toEqual([3, 1])
  isSettled = true
  tell()
  await pass(1_300)
  expect([looks, scans.length]).toEqual([4, 2])
  watching.stop()
})

test('a library whose watching is stopped while its folders are looked through is watched no more', async () => {
  const looked = Promise.withResolvers<void>()
  let isWatched = false
  const { watching, pass } = watchOne(
    () => ({}),
    () => ({
      follow: async () => {
        await looked.promise
        isWatched = true
        return undefined
      },
      close: () => {
        isWatched = false
      },
    }),
  )
  watching.start()
  watching.stop()
  looked.resolve()
  await pass(1)
  expect(isWatched).toBe(false)
})
