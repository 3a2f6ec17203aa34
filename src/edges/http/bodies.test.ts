import { describe, expect, it } from 'vitest'
import { AppError } from '#domain'
import { readJson, readNdjson } from './bodies.ts'
import { readLines } from './ndjson.ts'

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
    expect([...readLines(readNdjson(bytes))]).toEqual([
      { index: 0, value: { a: 1 } },
      { index: 1, refused: expect.stringMatching(/UTF-8/) },
      { index: 2, value: { b: 2 } },
    ])
  })

  it('counts blank lines and passes them over, like a byte order mark', () => {
    expect([...readLines('\uFEFF1\r\n\n  \n2')]).toEqual([
      { index: 0, value: 1 },
      { index: 3, value: 2 },
    ])
  })
})
