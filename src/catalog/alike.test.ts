import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { artistId } from '#domain'
import { createAlike, foldedName, foldedTag } from './alike.ts'
import { tagKey } from './names.ts'

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
    ['❤\ufe0f', '☀\ufe0f', '♪'],
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

describe('tags as blocks compare them', () => {
  it.each([
    ['hip hop', 'Hip-Hop', 'HipHop', 'hip_hop', ' HIP\u2010HOP '],
    ['R&B', 'r & b', 'RnB', "r'n'b", 'R and B'],
    ['Drum and Bass', 'drum & bass', "Drum'n'Bass", 'drum-and-bass', 'drum n bass'],
    ['Forró', 'forro'],
    ['80s', "80's", '#80s'],
    ['C#', 'c♯', 'c #'],
    ['Шансон', 'шансон'],
    ['Ｊ－ＰＯＰ', 'j-pop', 'jpop'],
  ])('meet: %s', (...tags) => {
    expect(new Set(tags.map(foldedTag)).size).toBe(1)
  })

  it.each([
    ['c', 'c#', 'c++'],
    ['&', 'n', '+', '#', '-'],
    ['rock', 'rock 2', 'art rock', 'rockand'],
    ['band', 'b&', 'bnd'],
    ['ガ', 'カ'],
    ['ロック', 'ポップ'],
    ['किताब', 'कताब'],
    ['❤\ufe0f', '☀\ufe0f', '🔥'],
    ['feat', 'song (feat. x)'],
  ])('stay apart: %s', (...tags) => {
    expect(new Set(tags.map(foldedTag)).size).toBe(tags.length)
  })

  it('are folded once for all: folded again they stay what they are, and none is nothing', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(' and ', '&', '#', '-', 'n', '\ufe0f', 'ß'),
    )
    const tags = fc.array(unit, { maxLength: 6 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(tags, (tag) => {
        expect(foldedTag(foldedTag(tag))).toBe(foldedTag(tag))
        expect(foldedTag(tag) === '').toBe(tagKey(tag) === '')
      }),
      { numRuns: 500, examples: [['㈎ﾥ']] },
    )
  })
})
