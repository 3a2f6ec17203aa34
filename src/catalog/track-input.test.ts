import { describe, expect, it } from 'vitest'
import { readTrack } from './track-input.ts'

const plain = { id: 't1', title: 'Song' }
const trackOf = (fields: Record<string, unknown>) => readTrack({ ...plain, ...fields }).track
const refusalOf = (value: unknown) => readTrack(value).refused

describe('readTrack', () => {
  it('needs an id and a title and leaves everything else unknown', () => {
    expect(readTrack(plain)).toEqual({
      track: { id: 't1', recordingId: 't1', title: 'Song', artists: [], featured: [], tags: [] },
      isUnplaced: true,
    })
    expect(refusalOf({ id: 't1' })).toBe('title: is missing')
    expect(refusalOf({ title: 'Song' })).toBe('id: is missing')
    expect(refusalOf({ id: 3, title: 'Song' })).toBe('id: must be a text, not a number')
    expect(refusalOf({ id: 't1', title: '  ' })).toBe('title: must not be blank')
  })

  it('takes every field', () => {
    const track = {
      id: 't1',
      recordingId: 'r1',
      title: 'Song',
      artists: [{ id: 'a1', name: 'Main' }],
      featured: [{ id: 'a2', name: 'Guest' }],
      release: { id: 'rel1', title: 'Release' },
      label: 'Label',
      year: 2011,
      durationMs: 215_000,
      tags: ['rock'],
      energy: 0.25,
      rating: 1,
      licenceUrl: 'https://example.org/by-sa',
      audioUrl: 'https://example.org/a.mp3',
      releasedAt: '2011-02-03',
    }
    expect(readTrack(track)).toEqual({ track })
  })

  it('takes a length below 1000 for seconds and says what to send', () => {
    expect(refusalOf({ ...plain, durationMs: 215 })).toBe('durationMs: looks like seconds: send milliseconds')
    expect(refusalOf({ ...plain, durationMs: 86_400_001 })).toBe('durationMs: must be at most a day')
    expect(trackOf({ durationMs: 1_000.4 })?.durationMs).toBe(1_000)
  })

  it('complains of a field once, whatever else is wrong with it', () => {
    const faults = [
      ['title', 'x'.repeat(301), 'must have at most 300 characters'],
      ['label', 'x'.repeat(301), 'must have at most 300 characters'],
      ['tags', ['x'.repeat(101)], 'must have at most 100 characters'],
      ['durationMs', -1, 'must be more than 0'],
      ['audioUrl', 'x'.repeat(2_001), 'must have at most 2000 characters'],
      ['recordingId', '\n'.repeat(201), 'must have at most 200 characters'],
    ] as const
    for (const [field, value, told] of faults) {
      const place = Array.isArray(value) ? `${field}.0` : field
      expect(refusalOf({ ...plain, [field]: value })).toBe(`${place}: ${told}`)
    }
    expect(refusalOf({ ...plain, durationMs: 0, year: 0.5 })).toBe(
      'year: must be a whole number, not a fraction; durationMs: must be more than 0',
    )
  })

  it('plays from http and https only', () => {
    for (const address of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:,x',
      '/a.mp3',
      ' \tjavascript:x',
    ]) {
      expect(refusalOf({ ...plain, audioUrl: address }), address).toBe(
        'audioUrl: must be an http or https address',
      )
    }
    expect(trackOf({ audioUrl: 'HTTP://Example.org/a b.mp3' })?.audioUrl).toBe('http://example.org/a%20b.mp3')
  })

  it('never takes a path on the server from outside', () => {
    expect(refusalOf({ ...plain, audioPath: '/etc/passwd' })).toContain('audioPath')
  })

  it('names misspelt fields', () => {
    expect(refusalOf({ ...plain, durationMS: 215_000 })).toBe(
      'has "durationMS", which is not known here: leave it out or check how it is written',
    )
  })

  it('writes tags in lower case, once each, without blank ones', () => {
    expect(trackOf({ tags: [' Rock ', 'ROCK', '', 'Drum  &  Bass'] })?.tags).toEqual(['rock', 'drum & bass'])
    expect(refusalOf({ ...plain, tags: Array.from({ length: 51 }, String) })).toMatch(/^tags: /)
  })

  it('keeps numbers within their bounds', () => {
    expect(refusalOf({ ...plain, energy: 1.1 })).toBe('energy: must be between 0 and 1')
    expect(refusalOf({ ...plain, rating: -1 })).toBe('rating: must be between 0 and 1')
    expect(refusalOf({ ...plain, year: 20110 })).toMatch(/^year: /)
    expect(refusalOf({ ...plain, releasedAt: '2019-02-30' })).toMatch(/^releasedAt: /)
  })

  it('knows the year of a dated track', () => {
    expect(trackOf({ releasedAt: '2019-02-03' })).toMatchObject({ year: 2019, releasedAt: '2019-02-03' })
  })

  it('gives releases known by title an id that depends on the artist', () => {
    const first = trackOf({ artists: ['Abba'], release: 'Greatest  Hits' })?.release
    const second = trackOf({ artists: ['Blur'], release: 'greatest hits' })?.release
    expect(first).toEqual({ id: 'release:abba/greatest hits', title: 'Greatest Hits' })
    expect(second?.id).toBe('release:blur/greatest hits')
  })

  it('refuses ids with control characters or beyond 200 characters', () => {
    expect(refusalOf({ ...plain, id: 'a\nb' })).toMatch(/control characters/)
    expect(refusalOf({ ...plain, id: 'a'.repeat(201) })).toMatch(/^id: /)
    expect(refusalOf({ ...plain, id: '' })).toMatch(/^id: /)
  })

  it('answers anything that is no track with a sentence', () => {
    for (const value of [null, undefined, 3, 'x', [], [plain], { id: 3, title: {} }, { artists: 'x' }]) {
      expect(refusalOf(value)).toMatch(/\w/)
    }
  })
})
