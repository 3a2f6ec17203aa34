import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { artistId } from '#domain'
import { createAlike, foldedName, foldedTitle } from './alike.ts'
import { nameKey } from './names.ts'

describe('titles as limits compare them', () => {
  it.each([
    [
      'Yesterday',
      '- Remastered 2009',
      '(Remastered)',
      '(2009 Remaster)',
      '(Album Version)',
      '(Mono)',
      '[Explicit]',
    ],
    [
      'Smoke',
      '- 1998 Digital Remaster',
      '– Digitally Re-Mastered 96',
      '- 2012 Re-Mastered Version',
      '{Remaster}',
    ],
    [
      'Uno',
      '- Remasterizado 2007',
      '(Versão Remasterizada)',
      '- Rimasterizzato',
      '[1999 - Remaster]',
      '【Remaster】',
    ],
    [
      'Two',
      '- Stereo',
      '(Mono Version)',
      '- Original Stereo Mix',
      '- Single Version / Mono',
      '- Mono; 2009 Remaster',
    ],
    [
      'Three',
      '(Radio Edit)',
      '- Single/LP Version',
      '- EP Version',
      '- Original Mix',
      '- Edit',
      '- Non-Album Track',
    ],
    [
      'Four',
      '- Clean Album Version',
      '(Explicit LP Version)',
      '- Edited Version',
      '- Dirty',
      '- Album Version (Explicit)',
      '- Xplicit Album Version',
    ],
    ['Five', '- Bonus Track', '[Deluxe Edition]', '(Bônus)', '- 40th Anniversary Version / 2010 Remastered'],
    [
      'Six',
      '(Album Version (Explicit))',
      '(Remastered) [Mono] - Bonus Track',
      '-Remastered 2009',
      '- 2009 Remaster]',
    ],
    [
      'Seven',
      '- Extended Mix',
      '(Full Length Version)',
      '- Short Edit',
      '- 7" Version',
      '- 45 RPM Version',
      '(Video Edit)',
    ],
    ['Song (feat. A B)', '- 2009 Remaster', '[Remastered]'],
    ['Eight - Live', '/ 2009 Remaster', 'Remastered', '- 2001 Remaster', '(Bonus Track)'],
    ['Nine - Acoustic Version', 'Remastered', '(Mono)'],
    ['Ten (Somebody Remix)', '- Radio Edit', '[Explicit]'],
    ['!!!', '(Mono)', '- Remaster'],
    ['(You Drive Me) Crazy', '(Radio Edit)', '- Remastered'],
  ])('are one for all editions of: %s', (title, ...editions) => {
    for (const edition of editions)
      expect([edition, foldedTitle(`${title} ${edition}`)]).toEqual([edition, foldedTitle(title)])
  })

  it('are one wherever the guests stand', () => {
    const all = [
      'Song',
      'Song (feat. Ann) - 2009 Remaster',
      'Song - 2009 Remaster (feat. Ann)',
      'Song ft. Ann [Mono]',
    ]
    expect(new Set(all.map(foldedTitle)).size).toBe(1)
  })

  it.each([
    [
      'a performance',
      [
        'Live',
        'Live 1979',
        'Acoustic',
        'Demo',
        'Demo Version',
        'Instrumental',
        'Karaoke Version',
        'Cover',
        'Take 1',
        'Take 2',
        'Re-Recorded',
        'Re-Recorded in Stereo',
        "Ann's Version",
        '2012 Version',
        'Version 2',
        'Unplugged',
        'Alternate Version',
      ],
    ],
    [
      'a work',
      [
        'Remix',
        '2009 Remix',
        'Club Mix',
        '2011 Mix',
        'Mix',
        'Somebody Edit',
        'Somebody Radio Edit',
        'Re-Edit',
        'Dub Version',
        'VIP Mix',
        'Part 1',
        'Pt. 2',
        'Part II',
        'Reprise',
        'Intro',
        '1999',
        'From "Jaws"',
        'From "Star Wars"',
      ],
    ],
  ])('stay apart for what names %s', (_, others) => {
    const titles = ['Song', ...others.flatMap((other) => [`Song - ${other}`])]
    expect(new Set(titles.map(foldedTitle)).size).toBe(titles.length)
    for (const other of others) expect(foldedTitle(`Song (${other})`)).toBe(foldedTitle(`Song - ${other}`))
  })

  it.each([
    'Stereo',
    'Mono',
    'Remaster',
    '(Mono)',
    '- Remastered',
    '[Explicit] ',
    'Stereo Love',
    'Radio, Radio',
    'Radio/Video',
    'Give Me (Your) Album',
    'Mono No Aware',
    'Original Single',
  ])('keep what is no edition, and never are nothing: %s', (title) => {
    expect(foldedTitle(title)).toBe(foldedName(title))
  })

  it('are no names: artists called like editions are told apart', () => {
    const { song } = createAlike(() => 10)
    const by = (name: string, title: string) => song({ artists: [{ id: artistId(name), name }], title })
    expect(by('Duo (Mono)', 'X')).not.toBe(by('Duo (Stereo)', 'X'))
    expect(by('Duo', 'X (Mono)')).toBe(by('Duo', 'X'))
  })

  it('say the same again with one more edition, whatever the title, and of none nothing', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.constantFrom('(', ')', '[', ' - ', '-', '/', 'Mono', 'Remaster', '2009', 'Version', 'Live', ' '),
    )
    const titles = fc.array(unit, { maxLength: 9 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(titles, (title) => {
        if (nameKey(title) !== '') expect(foldedTitle(title)).not.toBe('')
        const named = `A${title.replaceAll(/[([{【]/g, '')}`
        expect(foldedTitle(`${named} (2009 Remaster)`)).toBe(foldedTitle(named))
      }),
      { numRuns: 500 },
    )
  })
})
