import { describe, expect, it } from 'vitest'
import type { Track } from '#domain'
import { pairTracks } from './pair-tracks.ts'
import type { Appearance } from './same-track.ts'
import { readTrack } from './track-input.ts'

interface Told {
  readonly title: string
  readonly by?: string | undefined
  readonly on?: string
  readonly ms?: number | undefined
  readonly place?: string
  readonly path?: string
  readonly size?: number
  readonly sound?: string
}

const appearances = (all: readonly Told[]): readonly (Appearance & { readonly at: number })[] =>
  all.map(({ title, by, on, ms, place, path, size = 1, sound }, at) => {
    const artists = by === undefined ? [] : by.split('; ')
    const input = { id: `${at}`, title, artists, ...(on && { release: on }), ...(ms && { durationMs: ms }) }
    const track: Track | undefined = readTrack(input).track
    if (track === undefined) throw new Error(`no track: ${title}`)
    return {
      at,
      track,
      place,
      file: path === undefined ? undefined : { path, size, modifiedMs: size, ...(sound && { sound }) },
    }
  })

/** Index of the one that is gone → index of the new one that it is. */
const pairs = async (gone: readonly Told[], found: readonly Told[]) => {
  const paired = await pairTracks(appearances(gone), appearances(found), async () => {})
  return Object.fromEntries([...paired].map(([{ at }, before]) => [before.at, at]))
}

const song: Told = { title: 'Hated One', by: 'Nick Foe', on: 'Tydes', ms: 200_123, place: 'x' }
const other: Told = { title: 'Quiet Sea', by: 'Nick Foe', on: 'Tydes', ms: 310_000, place: 'y' }
const wholeSecond: Told = { ...song, ms: 200_000 }
const bare: Told = { ...song, ms: undefined }
const home: Told = { title: 'Home', by: 'Karla', place: 'x' }
const variation: Told = { title: 'Variation 5', by: 'Bach', on: 'Goldberg', ms: 90_000, place: 'x' }

describe('a track that is gone and a new one', () => {
  it.each<[string, Told, Told]>([
    ['a sign in the title', song, { ...song, title: 'Hated One!', place: 'z' }],
    ['a letter of the title', { ...song, title: 'Hatde One' }, { ...song, place: 'z' }],
    ['another title of the same length', song, { ...song, title: 'Loved', place: 'z' }],
    ['the artist respelt', { ...song, by: 'Nik Foe' }, { ...song, place: 'z' }],
    ['the artist the other way round', { ...song, by: 'Foe, Nick' }, { ...song, place: 'z' }],
    ['another artist', { ...song, by: 'Ann' }, { ...song, place: 'z' }],
    ['an artist that was missing', { ...song, by: undefined }, { ...song, place: 'z' }],
    ['another album', song, { ...song, on: 'Tides', place: 'z' }],
    ['another title of the same second in its place', wholeSecond, { ...wholeSecond, title: 'Loved' }],
    ['a letter of the title, lengths unknown', bare, { ...bare, title: 'Hatde One' }],
    ['the artist respelt, nothing else known', home, { ...home, by: 'Marla' }],
    ['the album alone, lengths unknown', { ...song, ms: undefined }, { ...song, ms: undefined, on: 'B' }],
  ])('are one where one thing was corrected: %s', async (_, before, after) => {
    expect(await pairs([before], [after])).toEqual({ 0: 0 })
    expect(await pairs([after], [before])).toEqual({ 0: 0 })
  })

  it.each<[string, Told, Told]>([
    ['the next song of the album', song, { ...other, place: 'x' }],
    ['the next song, lengths unknown', { ...song, ms: undefined }, { ...other, ms: undefined }],
    ['the next part', { ...song, title: 'Part 1' }, { ...song, title: 'Part 2', ms: undefined }],
    ['a live take of another length', song, { ...song, on: 'Live', ms: 260_000 }],
    ['a song of the same name by others', song, { ...song, by: 'Ann', on: 'Else', ms: undefined }],
    ['two things corrected at once', song, { ...song, title: 'Loved', by: 'Ann' }],
    ['a song of the same name by somebody called nearly so', home, { ...home, by: 'Marla', place: 'y' }],
    [
      'a song of the same name that shares a guest',
      { ...home, by: 'Ann' },
      { ...home, by: 'Ann; Bob', place: 'y' },
    ],
    ['the next variation of the same second', variation, { ...variation, title: 'Variation 7' }],
    ['the next variation, in roman', { ...song, title: 'Variation V' }, { ...song, title: 'Variation VII' }],
    ['one numbered alone, of the same length', { ...song, title: 'Sonata' }, { ...song, title: 'Sonata II' }],
    [
      'another title of the same second elsewhere',
      wholeSecond,
      { ...wholeSecond, title: 'Loved', place: 'z' },
    ],
    [
      'roman numerals that are nearly alike',
      { ...variation, title: 'XXII' },
      { ...variation, title: 'XXIII' },
    ],
    ['roman numerals in words', { ...bare, title: 'Psalm XIII' }, { ...bare, title: 'Psalm VIII' }],
    [
      'titles a letter apart on one album',
      { ...bare, title: 'Love' },
      { ...bare, title: 'Live', place: 'z' },
    ],
    [
      'titles a letter apart on one album, of nearly one length',
      { ...song, title: 'Love' },
      { ...song, title: 'Live', ms: 201_000, place: 'z' },
    ],
    ['titles of signs alone', { ...song, title: '!!!' }, { ...song, title: '???', ms: 200_900 }],
    ['titles alike, artists unknown', { title: 'Intro' }, { title: 'Intro', on: 'B' }],
  ])('are two: %s [promise: library-followed]', async (_, before, after) => {
    expect(await pairs([before], [after])).toEqual({})
    expect(await pairs([after], [before])).toEqual({})
  })

  it('are never paired where nobody can tell which is which [promise: library-followed]', async () => {
    const two = [
      { ...song, on: 'B' },
      { ...song, on: 'C' },
    ]
    expect(await pairs([song], two)).toEqual({})
    expect(await pairs(two, [song])).toEqual({})
    expect(await pairs(two, [song, other])).toEqual({})
    // Where one of the two stands where the old one stood, it is that one.
    expect(await pairs([song], [two[0] ?? song, { ...song, on: 'C', place: 'z' }])).toEqual({ 0: 0 })
  })

  it('are paired with the surest first, whatever their order', async () => {
    const near = { ...song, title: 'Hated', place: 'z' }
    expect(await pairs([song, other], [other, near, { ...song, on: 'Tides' }])).toEqual({ 0: 2, 1: 0 })
    expect(await pairs([other, song], [{ ...song, on: 'Tides' }, near, other])).toEqual({ 0: 2, 1: 0 })
  })

  it('keep to their own length and artist when the titles of two rows were exchanged', async () => {
    const ann = { title: 'Apple', by: 'Ann', on: 'A', ms: 100_000, place: '1' }
    const bob = { title: 'Birch', by: 'Bob', on: 'B', ms: 200_000, place: '2' }
    const exchanged = [
      { ...ann, title: 'Birch' },
      { ...bob, title: 'Apple' },
    ]
    expect(await pairs([ann, bob], exchanged)).toEqual({ 0: 0, 1: 1 })
    // Without lengths and albums nobody knows.
    const untold = ({ title, by, place }: Told): Told => ({
      title,
      ...(by && { by }),
      ...(place && { place }),
    })
    expect(await pairs([ann, bob].map(untold), exchanged.map(untold))).toEqual({})
  })
})

describe('a file that is gone and a new one', () => {
  const file = { title: 'Apple', by: 'Ann', on: 'A', ms: 100_123, path: 'a/1/01.mp3', size: 7, sound: 'a' }

  it.each<[string, Told]>([
    ['moved', { ...file, path: 'b/1/01.mp3' }],
    ['renamed', { ...file, path: 'a/1/apple.mp3' }],
    ['moved, and its title changed', { ...file, path: 'b/01.mp3', size: 9, title: 'Pear' }],
    ['moved, and its album changed', { ...file, path: 'b/other.mp3', size: 9, on: 'B' }],
    ['written anew in another format', { ...file, path: 'a/1/01.flac', size: 90, ms: 100_130 }],
    ['replaced by another version where it lay', { ...file, size: 90, sound: 'b', ms: 140_000 }],
    [
      'of the same sound, moved and with other tags',
      { ...file, path: 'b/02.mp3', size: 9, title: 'Pear', by: 'Bob' },
    ],
    [
      'of the same length where it lay, its sound not known',
      { ...file, size: 9, title: 'Pear', by: 'Bob', sound: '' },
    ],
  ])('are one: %s', async (_, after) => {
    expect(await pairs([file], [after])).toEqual({ 0: 0 })
  })

  it.each<[string, Told]>([
    [
      'the same name and size, another song',
      { ...file, path: 'b/01.mp3', title: 'Pear', by: 'Bob', ms: 100_900, sound: 'b' },
    ],
    [
      'the same name and artist, another length',
      { ...file, path: 'b/01.mp3', size: 9, title: 'Pear', ms: 100_900, sound: 'b' },
    ],
    [
      'another song where it lay, of the same length',
      { ...file, size: 9, title: 'Pear', by: 'Bob', sound: 'b' },
    ],
    ['another song of the same length and album', { ...file, path: 'b/02.mp3', title: 'Pear', sound: 'b' }],
    [
      'of the same piece of sound, and another length',
      { ...file, path: 'b/02.mp3', title: 'Pear', ms: 200_000 },
    ],
  ])('are two: %s', async (_, after) => {
    expect(await pairs([{ ...file, size: 8 }], [after])).toEqual({})
  })

  it('are told from their copies by where they lie, however deep, when all were written anew', async () => {
    const deep = ['Main', 'Copy'].map((top) => ({ ...file, sound: '', path: `${top}/a/b/c/d/01.mp3` }))
    const anew = deep.map((one) => ({ ...one, size: 9 }))
    expect(await pairs(deep, anew)).toEqual({ 0: 0, 1: 1 })
  })

  it('are told from their copies by the folders that moved with them, or not at all', async () => {
    const copy = { ...file, path: 'a/2/01.mp3' }
    const moved = [copy, file].map((one) => ({ ...one, path: one.path.replace('a/', 'b/') }))
    expect(await pairs([file, copy], moved)).toEqual({ 0: 1, 1: 0 })
    expect(await pairs([file, copy], [{ ...file, path: 'b/01.mp3' }])).toEqual({})
  })
})

describe('very many that are gone or new', () => {
  const album = (name: string): readonly Told[] =>
    [...Array(5_000).keys()].map((at) => ({
      title: `Song ${at}`,
      by: 'Ann',
      on: name,
      path: `${name}/${at}.mp3`,
      size: at,
    }))
  const turnsFor = async (gone: readonly Told[], found: readonly Told[]) => {
    let turns = 0
    const paired = await pairTracks(appearances(gone), appearances(found), async () => {
      turns += 1
    })
    return { turns, paired: paired.size }
  }

  it('are not looked at where nothing is gone', async () => {
    expect(await turnsFor([], album('A'))).toEqual({ turns: 0, paired: 0 })
  })

  it('are compared in turns also where none is like another', async () => {
    const { turns, paired } = await turnsFor([song], album('A'))
    expect(paired).toBe(0)
    expect(turns).toBeGreaterThan(70)
  })

  it('are paired by their files alone where a folder was renamed', async () => {
    const { turns, paired } = await turnsFor(album('A'), album('B'))
    expect(paired).toBe(5_000)
    expect(turns).toBeLessThan(20)
  })
})
