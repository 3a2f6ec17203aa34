import { expect, test } from 'vitest'
import { createBuilderApart, tellBuilding } from './build-apart.ts'

/** A process that runs these lines instead of building. */
const building = (lines: string, signal = new AbortController().signal) => {
  const heard: unknown[] = []
  const build = createBuilderApart({ args: ['--eval', lines], signal })
  return { heard, built: build((doing) => void heard.push(doing)) }
}

test('what a process says that builds is heard by its parent, and nothing else [promise: answers-from-the-start]', async () => {
  const said = [
    { words: 'Tracks are read' },
    { words: 'Tracks are read: 1 of 2 tracks', leftMs: 500 },
    { words: 7 },
    'noise',
    { words: 'The models are trained' },
  ]
  const { heard, built } = building(`for (const one of ${JSON.stringify(said)}) process.send(one)`)
  await built
  expect(heard).toEqual([said[0], said[1], said[4]])
})

test('one that fails has failed to build, and one that was asked to stop has stopped', async () => {
  await expect(building('process.exit(3)').built).rejects.toMatchObject({ code: 'build-failed' })
  const stopping = new AbortController()
  const { built } = building('setInterval(() => {}, 1_000)', stopping.signal)
  stopping.abort()
  await expect(built).rejects.toMatchObject({ name: 'AbortError' })
})

test('one that fails at what it saves when it is asked to stop has failed', async () => {
  const stopping = new AbortController()
  const lines =
    "process.on('SIGTERM', () => process.exit(1)); process.send({ words: 'ready' }); setInterval(() => {}, 1_000)"
  const build = createBuilderApart({ args: ['--eval', lines], signal: stopping.signal })
  await expect(build(() => stopping.abort())).rejects.toMatchObject({ code: 'build-failed' })
})

test('a step is told as it begins, and how far it is ten times a second at most', () => {
  const told: string[] = []
  let now = 0
  const tell = tellBuilding({ send: ({ words }) => told.push(words) }, () => now)
  tell({ words: 'begins' })
  for (const at of [10, 99, 100, 150, 201]) {
    now = at
    tell({ words: `at ${at}`, leftMs: 1 })
  }
  tellBuilding({}, () => now)({ words: 'of nobody’s child' })
  tell({ words: 'next', leftMs: undefined })
  expect(told).toEqual(['begins', 'at 100', 'at 201', 'next'])
})
