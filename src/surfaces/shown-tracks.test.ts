import { describe, expect, it } from 'vitest'
import { artistId, instant, recordingId, requestId, type Track, trackId } from '#domain'
import { facts } from './hydrators/facts.ts'
import { bodyOf } from './serve.ts'
import { shownTrack, textOfTrack, viewOf } from './shown-tracks.ts'

const track: Track = {
  id: trackId('one'),
  recordingId: recordingId('one'),
  title: 'A “title” \u2028 with what JSON escapes: "\\\u0007',
  artists: [{ id: artistId('them'), name: 'Them' }],
  featured: [],
  tags: ['folk'],
}

describe('a track as it is shown', () => {
  it('is told in the same JSON, kept or not', () => {
    expect(textOfTrack(shownTrack(track))).toBe(JSON.stringify(viewOf(track)))
    expect(textOfTrack(viewOf(track))).toBe(JSON.stringify(viewOf(track)))
  })

  it('is another when the catalogue has another', () => {
    const changed = { ...track, title: 'Another' }
    expect([track, changed, track].map((one) => shownTrack(one).title)).toEqual([
      track.title,
      'Another',
      track.title,
    ])
  })

  it('is written on tapes as JSON writes it, with its evidence and without', () => {
    const { text } = facts.parse({ timeoutMs: 10 })
    const evidence = { liked: true, unheard: false, playedHere: false, tag: 'folk' }
    for (const words of [{ track: shownTrack(track), evidence }, { track: viewOf(track) }]) {
      expect(text?.(words)).toBe(JSON.stringify(words))
    }
  })

  it('stands in the body of a slate and of a home as JSON writes it', () => {
    const items = [0.25, -1, 0].map((score) => ({
      track: shownTrack(track),
      reason: { code: 'explore' as const, text: 'From the catalogue', tag: undefined },
      score,
    }))
    const shelf = { id: 'a', title: 'A "shelf"', why: 'Because', items }
    for (const content of [
      { items },
      { items: [] },
      { shelves: [] },
      { shelves: [shelf, { ...shelf, items: [] }] },
    ]) {
      const body = bodyOf({
        query: { requestId: requestId('r'), surface: 'home', asOf: instant(0), seed: 'r', limit: 3, own: {} },
        recipe: 'home@7',
        tier: 'full',
        content,
        models: { content: 'v' },
        release: undefined,
        degraded: ['a "word"'],
      })
      const { models, ...rest } = JSON.parse(body)
      expect(body).toBe(JSON.stringify({ ...JSON.parse(body), ...content }))
      expect({ models, rest }).toMatchObject({ models: { content: 'v' }, rest: { degraded: ['a "word"'] } })
    }
  })
})
