import { expect, it } from 'vitest'
import { type Availability, isMarket, namesMarket, whyUnavailable } from './availability.ts'
import { instant } from './instants.ts'

const at = instant(1_000)
const later = instant(1_001)
const said: readonly (readonly [Availability | undefined, string | undefined, number])[] = [
  [undefined, undefined, 0],
  [undefined, 'SE', 0],
  [{}, undefined, 0],
  [{ markets: ['SE'] }, 'SE', 0],
  [{ markets: ['SE'] }, 'US', 1],
  [{ markets: ['SE'] }, undefined, 1],
  [{ markets: [] }, 'SE', 1],
  [{ markets: [] }, undefined, 1],
  [{ notMarkets: ['US'] }, 'SE', 0],
  [{ notMarkets: ['US'] }, 'US', 1],
  [{ notMarkets: ['US'] }, undefined, 1],
  [{ markets: ['SE', 'US'], notMarkets: ['US'] }, 'US', 1],
  [{ from: at }, undefined, 0],
  [{ from: later }, 'SE', 2],
  [{ until: later }, 'SE', 0],
  [{ until: at }, 'SE', 3],
  [{ markets: ['US'], until: at }, 'SE', 1],
]

it.each(said)('%j asked from %s at 1,000 is %i [promise: rights-hold]', (availability, market, why) => {
  expect(whyUnavailable(availability, market, at)).toBe(why)
})

it('knows the countries of ISO 3166-1, and no alias or small letters', () => {
  expect(['SE', 'GB', 'AX', 'ZW'].map(isMarket)).toEqual([true, true, true, true])
  expect(['UK', 'EU', 'se', 'SWE', '', 'AA', 'XK'].some(isMarket)).toBe(false)
})

it('takes a country in small letters, and nothing that only its capitals make two letters', () => {
  expect(['SE', 'se', 'Gb'].map(namesMarket)).toEqual([true, true, true])
  expect(['ß', 'ﬁ', 'ſe', 'ı', 'UK', 'SE ', 'SE\n', ''].filter(namesMarket)).toEqual([])
})
