import { describe, expect, it } from 'vitest'
import { readCredits } from './credits.ts'

const read = (title: string, ...artists: string[]) => {
  const credits = readCredits(
    title,
    artists.map((name) => ({ name })),
    [],
  )
  return [credits.title, credits.artists.map(({ name }) => name), credits.featured.map(({ name }) => name)]
}

describe('credits', () => {
  it('finds guests in the artist', () => {
    expect(read('Ahat', 'Deru feat. Ika')).toEqual(['Ahat', ['Deru'], ['Ika']])
    expect(read('Ahat', 'Deru Featuring Ika')).toEqual(['Ahat', ['Deru'], ['Ika']])
    expect(read('Ahat', 'Deru ft. Ika')).toEqual(['Ahat', ['Deru'], ['Ika']])
    expect(read('Ahat', 'Deru 69 Ft Ika')).toEqual(['Ahat', ['Deru 69'], ['Ika']])
    expect(read('Ahat', 'Deru feat.Ika ')).toEqual(['Ahat', ['Deru'], ['Ika']])
    expect(read('Ahat', 'Deru (feat. Ika & Ola)')).toEqual(['Ahat', ['Deru'], ['Ika', 'Ola']])
  })

  it('finds guests in the title', () => {
    expect(read('Shimmer (feat. Ika & Ola)', 'DJ R')).toEqual(['Shimmer', ['DJ R'], ['Ika', 'Ola']])
    expect(read('Shimmer [Ft. Ika] (Live)', 'DJ R')).toEqual(['Shimmer (Live)', ['DJ R'], ['Ika']])
    expect(read('Shimmer (Featuring Ika, Ola and Ulf)', 'DJ R')).toEqual([
      'Shimmer',
      ['DJ R'],
      ['Ika', 'Ola', 'Ulf'],
    ])
    expect(read('Irie dub feat. Ika', 'DJ R')).toEqual(['Irie dub', ['DJ R'], ['Ika']])
    expect(read('Oxygen feat Emma Jean', 'DJ R')).toEqual(['Oxygen', ['DJ R'], ['Emma Jean']])
  })

  it('keeps the name of a version beside its guests', () => {
    expect(read('Fine (Remix Featuring Ika)', 'G')).toEqual(['Fine (Remix)', ['G'], ['Ika']])
    expect(read('Chill (Part 2, feat. Ika)', 'G')).toEqual(['Chill (Part 2)', ['G'], ['Ika']])
    expect(read('Swag ft. Noah (Bonus Track)', 'G')).toEqual(['Swag (Bonus Track)', ['G'], ['Noah']])
    expect(read('Echoes ft Ika & Ola', 'G')).toEqual(['Echoes', ['G'], ['Ika', 'Ola']])
  })

  it('leaves words alone that only look so', () => {
    for (const title of [
      'A Great Feat of Strength',
      'Defeat',
      'Soft. Landing',
      'Six ft Under',
      '6 ft Down',
      '10 Ft. Ganja Plant',
      'With You',
      'feat. X',
    ]) {
      expect(read(title, 'DJ R')).toEqual([title, ['DJ R'], []])
    }
    expect(read('x', '4 Ft Fingers')).toEqual(['x', ['4 Ft Fingers'], []])
    expect(read('x', 'Little Feat')).toEqual(['x', ['Little Feat'], []])
  })

  it('never splits main artists, nor a guest from its band', () => {
    expect(read('x', 'Simon & Garfunkel')).toEqual(['x', ['Simon & Garfunkel'], []])
    expect(read('x', 'Tyler, The Creator')).toEqual(['x', ['Tyler, The Creator'], []])
    expect(read('x (feat. Ika & the Waves)', 'A')).toEqual(['x', ['A'], ['Ika & the Waves']])
  })

  it('credits everybody once', () => {
    expect(read('x (feat. DERU)', 'Deru')).toEqual(['x', ['Deru'], []])
    expect(read('x (feat. Ika)', 'Deru feat. Ika', 'deru')).toEqual(['x', ['Deru'], ['Ika']])
  })

  it('credits nobody for placeholders', () => {
    expect(read('x', 'Various Artists')).toEqual(['x', [], []])
    expect(read('x', 'Unknown Artist')).toEqual(['x', [], []])
  })

  it('takes a credit with an id as it is', () => {
    const credits = readCredits(
      'x (feat. Ika)',
      [{ id: 'a1', name: 'Deru feat. Nobody' }],
      [{ id: 'a2', name: 'Ika' }],
    )
    expect(credits).toEqual({
      title: 'x',
      artists: [{ id: 'a1', name: 'Deru feat. Nobody' }],
      featured: [{ id: 'a2', name: 'Ika' }],
    })
  })

  it('gives spellings of one name one id', () => {
    const ids = ['Björn', ' BJÖRN ', 'Bjo\u0308rn', 'Ｂjörn'].map(
      (name) => readCredits('x', [{ name }], []).artists[0]?.id,
    )
    expect(new Set(ids)).toEqual(new Set(['artist:björn']))
  })
})
