import { describe, expect, it } from 'vitest'
import { readTrackTable } from './read-track-table.ts'
import { csv, fileWith, refusedOf, trackOf } from './table.sample.ts'

/** Headers as programs write them: which column is taken for what, and whether anyone is told. */

describe('the columns of a table', () => {
  it('says which columns it used, guessed and ignored, and what is missing [promise: columns-told]', async () => {
    const whole = await readTrackTable(
      fileWith('x.csv', 'id,Song,Main Artist,Release,album,title,title,duration,duration_ms\n'),
    )
    expect(whole.columns?.()).toEqual({
      used: { id: 'id', title: 'title', release: 'album', milliseconds: 'duration_ms' },
      guessed: { artists: 'Main Artist' },
      ignored: ['Song', 'Release', 'title', 'duration'],
      warnings: ['The column title is there more than once: the first is read and the others are not.'],
    })
    const bare = await readTrackTable(fileWith('x.csv', 'title,loudness\n'))
    expect(bare.columns?.().ignored).toEqual(['loudness'])
    expect(bare.columns?.().warnings).toEqual([
      expect.stringContaining('tracks have none'),
      expect.stringContaining('No column has an id'),
    ])
  })

  it('makes the same id for the same title, artist and release where no column has one', async () => {
    const rows = await csv('title,artist\nA,Ola\na,OLA\nA,Ika\n')
    expect(refusedOf(rows[1])).toBe('id: an earlier row has the same')
    expect(trackOf(rows[0]).id).toMatch(/^made:/)
    expect(trackOf(rows[2]).id).not.toBe(trackOf(rows[0]).id)
  })
})
