import { expect, it } from 'vitest'
import { newsOfScan } from './news-of-scan.ts'

const scan = {
  id: 'one',
  label: 'songs.csv',
  read: 2,
  taken: 2,
  added: 0,
  changed: 0,
  unchanged: 2,
  withdrawn: 0,
  renamed: 0,
  refused: {},
  examples: [],
}
const columns = {
  used: { title: 'title' },
  guessed: {},
  ignored: ['foo'],
  warnings: ['No column has the artists'],
}

it('warns of a scan that held something back, and of one that misses an essential column', () => {
  expect(newsOfScan({ ...scan, heldBack: 'most is gone' })).toMatchObject({
    level: 'warn',
    found: { label: 'songs.csv', heldBack: 'most is gone' },
  })
  expect(newsOfScan({ ...scan, changed: 2, columns })).toMatchObject({
    level: 'warn',
    found: { changed: 2, columns },
  })
})

it('tells of what changed, with the columns that were read, and nothing of a scan without news', () => {
  const whole = { ...columns, warnings: [] }
  expect(newsOfScan({ ...scan, added: 1, columns: whole })).toEqual({
    level: 'info',
    found: { label: 'songs.csv', added: 1, changed: 0, withdrawn: 0, columns: whole },
  })
  expect(newsOfScan({ ...scan, columns: whole })).toBeUndefined()
})
