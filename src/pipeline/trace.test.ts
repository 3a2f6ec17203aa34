import { expect, test } from 'vitest'
import { createLedger } from './trace.ts'

const out = { kind: 'not-selected' } as const

test('a candidate that ends twice breaks the run, also when another never ends [promise: conservation]', () => {
  const ledger = createLedger('home')
  ledger.end(0, out)
  expect(() => ledger.end(0, { kind: 'selected', rank: 0 })).toThrow('candidate 0 ended twice')
})

test('a candidate that never ends breaks the run, and so does one that never entered [promise: conservation]', () => {
  const ledger = createLedger('home')
  ledger.end(0, out)
  ledger.end(2, out)
  expect(() => ledger.close(3)).toThrow('3 candidates entered, 2 ended')
  expect(() => ledger.close(1)).toThrow('1 candidates entered, 2 ended')
  expect(ledger.close(2).ends).toEqual(new Map([['not-selected', 2]]))
})
