import { describe, expect, it } from 'vitest'
import { artistId } from '#domain'
import { createAlike, foldedName } from './alike.ts'

describe('names as limits compare them', () => {
  it.each([
    ['Beyoncé', 'BEYONCE', 'Beyonce\u0301'],
    ['Sigur Rós', 'Sigur Ros', 'sigur-rós'],
    ['Guns N’ Roses', "Guns N' Roses", 'Guns N Roses', 'guns n´ roses'],
    ['Jay-Z', 'JAY\u2010Z', 'Jay Z', 'JayZ'],
    ['Røyksopp', 'Royksopp'],
    ['Die Ärzte (ft. Ïemand)', 'DIE ARZTE'],
    ['Simon & Garfunkel', 'Simon and Garfunkel'],
    ['Straße', 'STRASSE'],
    ['Song, the (feat. Guest)', 'Song: the', 'song the ft. Guest & Co'],
    ['Ｗｉｄｅ', 'wide'],
    ['Ёлка', 'елка'],
  ])('meet: %s', (...names) => {
    expect(new Set(names.map(foldedName)).size).toBe(1)
  })

  it.each([
    ['Song', 'Song (Live)', 'Song (Remix)', 'Song 2'],
    ['!!!', '???', '+/-'],
    ['ガ', 'カ'],
    ['किताब', 'कताब'],
    ['A Great Feat of Strength', 'A Great'],
    ['北', '京'],
  ])('stay apart: %s', (...names) => {
    expect(new Set(names.map(foldedName)).size).toBe(names.length)
  })

  it('say nothing of a song without an artist, and are worked out anew when too many were', () => {
    const { name, song } = createAlike(() => 1)
    const by = (text: string) => [{ id: artistId(text), name: text }]
    expect(song({ artists: [], title: 'Track 01' })).toBe(0)
    expect(song({ artists: by('A'), title: '' })).toBe(0)
    expect(song({ artists: by('Á'), title: 'X' })).toBe(song({ artists: by('a'), title: 'x!' }))
    expect(song({ artists: by('A'), title: 'X' })).not.toBe(song({ artists: by('B'), title: 'X' }))
    expect(['One', 'Two', 'one'].map(name)).toEqual([name('ONE'), name('two'), name('One')])
    expect(Number.isSafeInteger(name('One'))).toBe(true)
  })
})
