import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { build, source } from './pipeline.sample.ts'
import { createPlayer } from './player.ts'

it('plays a tape that the first release recorded', async () => {
  const golden = new Uint8Array(readFileSync(join(import.meta.dirname, '../../test/golden/tape-1.bin')))
  const line = build([source('a', 1, []), source('b', 2, [])])
  const { selected, scores } = await line.replay({ limit: 2 }, createPlayer(golden))
  expect(selected).toEqual([
    { key: 4, from: 3, size: 3 },
    { key: 6, from: 2, size: 2 },
  ])
  expect(scores).toEqual([3, 2])
})
