import { describe, expect, it } from 'vitest'
import { AppError } from '#domain'
import { linesIn, slicesOf } from '#log'
import { ArrayText, readBatch, readJson, readNdjson } from './bodies.ts'

const refusalOf = (bytes: Buffer): string => {
  try {
    readJson(bytes)
  } catch (thrown) {
    if (thrown instanceof AppError) return `${thrown.code}: ${thrown.message}`
    throw thrown
  }
  throw new Error('it was read')
}

describe('a JSON body', () => {
  it('is its value, with or without a byte order mark', () => {
    expect(readJson(Buffer.from('[{"id":1}]'))).toEqual([{ id: 1 }])
    expect(readJson(Buffer.from('\uFEFF{"id":1}'))).toEqual({ id: 1 })
  })

  it('may have a __proto__ key, which changes nothing but is there to be refused', () => {
    const value = readJson(Buffer.from('{"__proto__":{"simulated":true}}'))
    expect(Object.keys(value ?? {})).toEqual(['__proto__'])
    expect({}).not.toHaveProperty('simulated')
  })

  it('is refused without a word of it: it is a listener’s', () => {
    const secret = 'listener-4711'
    for (const text of [`{"${secret}":NaN}`, `["${secret}"`, `{"a":${secret}}`, `{"${secret}"}`]) {
      expect(refusalOf(Buffer.from(text))).toMatch(/^malformed-json: The body is not JSON: /)
      expect(refusalOf(Buffer.from(text))).not.toContain(secret)
    }
  })

  it('is refused when it is empty, not UTF-8, or one bare text', () => {
    expect(refusalOf(Buffer.from(''))).toMatch(/^malformed-json: .*empty/)
    expect(refusalOf(Buffer.from([0x22, 0xff, 0x22]))).toMatch(/^malformed-json: .*UTF-8/)
    expect(refusalOf(Buffer.from('"[]"'))).toMatch(/^invalid-request: .*JSON twice/)
  })
})

describe('an NDJSON body', () => {
  it('loses no line beside one that is not UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a":1}\n'),
      Buffer.from([0xff, 0x0a]),
      Buffer.from('{"b":2}\n'),
    ])
    const text = readNdjson(bytes)
    const lines = [...slicesOf(text, linesIn(text), 100)].flatMap((slice) => slice.lines)
    expect(lines.map((line) => line.text)).toEqual(['{"a":1}', '\uFFFD', '{"b":2}'])
  })
})

describe('a body of many', () => {
  it('is read later where it is an array, with or without a byte order mark', () => {
    expect(readBatch(Buffer.from(' [{"id":1}]'))).toEqual(new ArrayText(' [{"id":1}]'))
    expect(readBatch(Buffer.from('\uFEFF[1'))).toEqual(new ArrayText('[1'))
    expect(readBatch(Buffer.from('{"id":1}'))).toEqual({ id: 1 })
  })

  it('is refused where it is one value and as long as many [promise: thread-shared]', () => {
    const keys = Array.from({ length: 10_000 }, (_, number) => `"unknown-${number}":1`)
    expect(() => readBatch(Buffer.from(`{${keys}}`))).toThrow(/more than 65536 bytes and is no JSON array/)
  })
})
