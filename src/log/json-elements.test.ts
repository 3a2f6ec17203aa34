import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsIn, isArrayText, refuseElement } from './json-elements.ts'

/** Read element by element, as a body is. */
const inPieces = (text: string): unknown[] => {
  const values: unknown[] = []
  for (const span of elementsIn(text)) {
    if (span === 'pause') continue
    const element = text.slice(span.start, span.end)
    try {
      values.push(JSON.parse(element))
    } catch {
      refuseElement(element, span.start)
    }
  }
  return values
}

const outcome = (read: (text: string) => unknown, text: string) => {
  try {
    return { value: read(text) }
  } catch {
    return 'no JSON'
  }
}
const refusal = (text: string): string => {
  try {
    return JSON.stringify(inPieces(text))
  } catch (thrown) {
    return String(thrown)
  }
}

/** What strings, brackets and commas are made of comes often, so that many a change leaves JSON. */
const letters = fc.constantFrom(...'[]{},:"\\ \n\t\u00a0\f\uFEFF1ae'.split(''))
const changes = fc.array(
  fc.record({ at: fc.nat(), remove: fc.nat(2), insert: fc.array(letters, { maxLength: 2 }) }),
  {
    maxLength: 3,
  },
)
const changed = (
  text: string,
  made: typeof changes extends fc.Arbitrary<infer Made> ? Made : never,
): string =>
  made.reduce((now, { at, remove, insert }) => {
    const place = 1 + (at % now.length)
    return now.slice(0, place) + insert.join('') + now.slice(place + remove)
  }, text)

describe('an array that is read in pieces', () => {
  it('is what a parser reads, and none where that says so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom(0, 1),
        changes,
        (value, spaces, made) => {
          const text = changed(JSON.stringify(value, undefined, spaces), made)
          if (isArrayText(text)) expect(outcome(inPieces, text)).toEqual(outcome(JSON.parse, text))
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('is short and made of what arrays are made of', () => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 10 }), (rest) => {
        const text = `[${rest.join('')}]`
        expect(outcome(inPieces, text)).toEqual(outcome(JSON.parse, text))
      }),
      { numRuns: 5_000 },
    )
  })

  it('says what is wrong with it, and where in all of it', () => {
    expect(refusal('[1, {"a":1} {"b":2}]')).toMatch(/near character 12\./)
    expect(refusal('[1, 2')).toMatch(/ends too early/)
    expect(refusal('["a')).toMatch(/ends too early/)
    expect(refusal('[1,]')).toMatch(/near character 3\./)
    expect(refusal('[1}')).toMatch(/near character 2\./)
    expect(refusal('[1] [2]')).toMatch(/near character 3\./)
    expect(refusal('[1, NaN]')).toMatch(/NaN and Infinity are not numbers/)
  })
})
