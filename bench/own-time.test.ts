import { describe, expect, it } from 'vitest'
import { ownTimes, timedFrom } from './own-time.ts'

describe('own time', () => {
  it('is the whole without the disk and without collections, none of them twice', () => {
    const at = { fromMs: 1_000, tookMs: 20, logMs: 0 }
    const own = (one: typeof at, collections: (readonly [number, number])[]) =>
      ownTimes([one], collections, 6).ownMs[0]
    expect(own(at, [])).toBe(20)
    expect(own(at, [[1_004, 3]])).toBe(17)
    // Half of it before the request, half of it after: only what fell into it counts.
    expect(
      own(at, [
        [996, 8],
        [1_018, 40],
      ]),
    ).toBe(14)
    expect(own({ ...at, logMs: 5 }, [])).toBe(15)
    // Of a wait of 12 ms a bare disk takes 6: the others are ours.
    expect(own({ ...at, logMs: 12 }, [])).toBe(14)
    // The last 5 ms were the disk's already.
    expect(own({ ...at, logMs: 5 }, [[1_016, 3]])).toBe(15)
  })

  it('reads from an answer how long it waited for the log', () => {
    const head = 'HTTP/1.1 200 OK\r\nserver-timing: log;dur=3.25\r\ncontent-length: 0'
    const timed = timedFrom(9, 50, { status: 200, head, body: Buffer.alloc(0) })
    expect([timed.logMs, timed.tookMs, timed.fromMs - performance.timeOrigin]).toEqual([3.25, 9, 50])
    expect(timedFrom(9, 50, new Error('the server hung up')).logMs).toBe(0)
  })
})
