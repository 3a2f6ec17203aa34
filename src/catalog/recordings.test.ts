import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordingId, type Track, trackId } from '#domain'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { sampleTrack } from './catalog-store.sample.ts'
import { createRecordings } from './recordings.ts'

const song = (id: string, durationMs = 200_000) => sampleTrack(id, { title: 'Song', durationMs })

/** A catalogue that remembers, in order of arrival, and reads whole libraries. */
const openLibrary = () => {
  const known = new Map<string, Track>()
  const scan = async (tracks: readonly Track[]): Promise<readonly string[]> => {
    const recordingOf = await createRecordings(known.values())
    return tracks.map((track) => {
      const recordingId = recordingOf(track)
      known.set(track.id, { ...track, recordingId })
      return recordingId
    })
  }
  return { known, scan }
}

describe('recordings', () => {
  it('puts versions within two seconds under the first one', async () => {
    const recordingOf = await createRecordings()
    const ids = [
      song('single'),
      sampleTrack('album', { title: 'SONG', durationMs: 201_900 }),
      song('live', 240_000),
      sampleTrack('remix', { title: 'Song (Remix)', durationMs: 200_000 }),
      sampleTrack('unknown length', { title: 'Song' }),
      sampleTrack('nobody', { title: 'Song', durationMs: 200_000, artists: [] }),
    ].map(recordingOf)
    expect(ids).toEqual(['single', 'single', 'live', 'remix', 'unknown length', 'nobody'])
  })

  it('take what names an edition for the same performance, and no other words of a title', async () => {
    const recordingsOf = async (titles: readonly string[]) => {
      const recordingOf = await createRecordings()
      return titles.map((title) => recordingOf(sampleTrack(title, { title, durationMs: 200_000 })))
    }
    const editions = [
      '',
      ' (Album Version)',
      ' - LP Version',
      ' (Single Version)',
      ' (Original Mix)',
      ' - 2009 Remaster',
    ]
    expect(new Set(await recordingsOf(editions.map((edition) => `Song${edition}`))).size).toBe(1)
    const others = [
      '',
      ' (Live)',
      ' (Acoustic Version)',
      ' (Remix)',
      ' (Demo Version)',
      ' (2012 Version)',
      ' (Instrumental)',
    ]
    expect(new Set(await recordingsOf(others.map((other) => `Song${other}`))).size).toBe(others.length)
    const remixes = ['Song (Night Remix)', 'Song (Night Remix) (Album Version)', 'Song (Day Remix)']
    expect(await recordingsOf(remixes)).toEqual([remixes[0], remixes[0], remixes[2]])
  })

  it('are found without comparing all tracks of one artist and title with each other', async () => {
    const count = 2_000
    const all = Array.from({ length: count }, (_, place) => song(`t${place}`, 2_000 + place * 10_000))
    const again = all.map(({ id, ...track }) => ({ ...track, id: trackId(`again ${id}`) }))
    const found = new Set<string>()
    const steps = await arraySteps(async () => {
      const recordingOf = await createRecordings(all)
      for (const track of again) found.add(recordingOf(track))
    })
    expect(steps).toBeLessThan(50 * count)
    expect([...found]).toEqual(all.map(({ id }) => id))
  })

  it('are those of the first of two versions that are near enough, whichever is nearer', async () => {
    const told = (id: string, durationMs: number) => ({
      ...song(id, durationMs),
      recordingId: recordingId(id),
    })
    for (const [first, second] of [
      [200_100, 201_900],
      [201_900, 200_100],
      [200_100, 198_500],
      [202_050, 200_100],
    ] as const) {
      const recordingOf = await createRecordings([told('first', first), told('second', second)])
      expect(recordingOf(song('t', (first + second) / 2))).toBe('first')
    }
  })

  it('are not those that are doubted, nor get their ids', async () => {
    const known = ['n/a', 'b'].map((id) => ({ ...song(id), recordingId: recordingId('n/a') }))
    const recordingOf = await createRecordings(known, { has: (id) => id === 'n/a' })
    expect(known.map(recordingOf)).toEqual(['n/a~2', 'n/a~2'])
  })

  it('measures from the first version, so that lengths cannot creep', async () => {
    const recordingOf = await createRecordings()
    const ids = [0, 1_500, 3_000].map((more) => recordingOf(song(`t${more}`, 200_000 + more)))
    expect(ids).toEqual(['t0', 't0', 't3000'])
  })

  it('keep their id when the first version leaves, another comes before it, or a file is renamed', async () => {
    const { scan } = openLibrary()
    expect(await scan([song('b'), song('c')])).toEqual(['b', 'b'])
    expect(await scan([song('c')])).toEqual(['b'])
    expect(await scan([song('a'), song('c')])).toEqual(['b', 'b'])
    expect(await scan([song('renamed')])).toEqual(['b'])
  })

  it('part from a track whose tags change, which takes no id that names others', async () => {
    const { scan } = openLibrary()
    await scan([song('a'), song('b'), sampleTrack('alone', { durationMs: 1_000 })])
    const other = sampleTrack('a', { title: 'Another', durationMs: 200_000 })
    const renamed = sampleTrack('alone', { title: 'Still alone', durationMs: 1_000 })
    const apart = ['a~2', 'a', 'alone']
    expect(await scan([other, song('b'), renamed])).toEqual(apart)
    expect(await scan([other, song('b'), renamed])).toEqual(apart)
    const unknownLength = sampleTrack('a', { title: 'Another' })
    expect(await scan([unknownLength, song('b')])).toEqual(['a~2', 'a'])
    expect(await scan([song('a'), song('b')])).toEqual(['a', 'a'])
  })

  it('are one for the versions of a song and for no others, whatever comes, goes and is renamed between scans', async () => {
    const file = fc.record({ id: fc.nat(8), title: fc.constantFrom('One', 'Two', 'Three') })
    const scans = fc.array(fc.uniqueArray(file, { selector: ({ id }) => id, maxLength: 8, size: 'max' }), {
      maxLength: 8,
      size: 'max',
    })
    await fc.assert(
      fc.asyncProperty(scans, async (libraries) => {
        const { known, scan } = openLibrary()
        for (const library of libraries) {
          await scan(library.map(({ id, title }) => sampleTrack(`t${id}`, { title, durationMs: 200_000 })))
          const titleOf = new Map<string, string>()
          const recordingOf = new Map<string, string>()
          for (const { recordingId, title } of known.values()) {
            expect(titleOf.get(recordingId) ?? title).toBe(title)
            titleOf.set(recordingId, title)
            expect(recordingOf.get(title) ?? recordingId).toBe(recordingId)
            recordingOf.set(title, recordingId)
          }
        }
      }),
    )
  })
})
