import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createAllocated } from './allocated.ts'

describe('what a process allocates', () => {
  it('is what its heaps grow by between collections, by heap, however the output is cut', () => {
    const lines = [
      '[11:0x7f01]       40 ms: Scavenge 5.0 (9.0) -> 4.0 (9.0) MB, pooled: 0.0 MB, 0.5 / 0.0 ms  ',
      'something else -> 3.0 (4.0) MB',
      '[11:0x7f02]       50 ms: Scavenge 2.0 (3.0) -> 1.0 (3.0) MB, pooled: 0.0 MB, 0.5 / 0.0 ms  ',
      '[11:0x7f01:1]     60 ms: Mark-Compact (reduce) 10.0 (12.0) -> 3.0 (9.0) MB, 1.0 / 0.0 ms  ',
      '',
    ].join('\n')
    const allocated = createAllocated()
    for (const letter of lines) allocated.take(letter)
    expect(allocated.bytes()).toBe((5 + 2 + 6) * 1_048_576)
  })

  it('is read from what this V8 prints', () => {
    const code = 'let last; for (let i = 0; i < 4e6; i++) last = [i, i]; console.log(last)'
    const { stdout } = spawnSync(process.execPath, ['--trace-gc', '-e', code], { encoding: 'utf8' })
    const allocated = createAllocated()
    allocated.take(stdout)
    expect(allocated.bytes()).toBeGreaterThan(10e6)
  })
})
