import { describe, expect, it } from 'vitest'
import { sampleTrack } from './catalog-store.sample.ts'
import { createRecordings } from './recordings.ts'

describe('recordings', () => {
  it('puts versions within two seconds under the first one', () => {
    const recordingOf = createRecordings()
    const ids = [
      sampleTrack('single', { title: 'Song', durationMs: 200_000 }),
      sampleTrack('album', { title: 'SONG', durationMs: 201_900 }),
      sampleTrack('live', { title: 'Song', durationMs: 240_000 }),
      sampleTrack('remix', { title: 'Song (Remix)', durationMs: 200_000 }),
      sampleTrack('unknown length', { title: 'Song' }),
      sampleTrack('nobody', { title: 'Song', durationMs: 200_000, artists: [] }),
    ].map(recordingOf)
    expect(ids).toEqual(['single', 'single', 'live', 'remix', 'unknown length', 'nobody'])
  })

  it('measures from the first version, so that lengths cannot creep', () => {
    const recordingOf = createRecordings()
    const ids = [0, 1_500, 3_000].map((more) =>
      recordingOf(sampleTrack(`t${more}`, { title: 'Song', durationMs: 200_000 + more })),
    )
    expect(ids).toEqual(['t0', 't0', 't3000'])
  })
})
