import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, listenerId, requestId } from '#domain'
import { parseLayout, type RecordedTape } from '#pipeline'
import { type DecisionHeader, decodeDecision, encodeDecision } from './decision-record.ts'
import { namedBy } from './recipes/recipe.ts'

const recipeText = '{"recipe":"now-playing@1","tiers":[]}'

const header: DecisionHeader = {
  query: {
    requestId: requestId('01-request'),
    surface: 'now-playing',
    listenerId: listenerId('anna'),
    asOf: instant(1_795_000_000_000),
    seed: '01-request',
    limit: 10,
    recipe: namedBy('now-playing@1', recipeText),
    own: { currentKey: 7, recentKeys: [3, 2], skippedKeys: [], heardArtists: [4, 2] },
  },
  readings: [
    { name: 'shelf-plan', value: ['a', 'b'] },
    { name: 'words', failed: 'out of words' },
  ],
  tier: 'full',
  recipe: 'now-playing@1',
  catalogue: '0123456789abcdef',
  catalogueRevision: 12,
  models: { popularity: 'abc' },
  passedOver: [],
  bodySha256: 'ff00',
}

const layoutCalled = (pipeline: string) =>
  parseLayout(
    JSON.stringify({ pipeline, candidate: { identity: 'key', columns: { key: 'key' } }, stages: [] }),
  )

const tapeOf = (pipeline: string, ...bytes: readonly number[]): RecordedTape => ({
  layout: layoutCalled(pipeline),
  write: (into) => into.raw(Uint8Array.from(bytes)),
})
const tapes = [tapeOf('one', 1, 2, 3), tapeOf('other'), tapeOf('one', 4)]

describe('a decision record', () => {
  it('is read back as it was written', () => {
    const {
      tapes: read,
      layoutOf,
      recipeText: recipe,
      ...rest
    } = decodeDecision(encodeDecision(header, recipeText, tapes))
    expect([rest, recipe]).toEqual([header, recipeText])
    expect(read).toEqual([Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(4)])
    for (const { layout } of tapes) expect(layoutOf(layout.hash)).toEqual(layout)
  })

  it('has the layout of its tapes once, however many tapes are of it', () => {
    const text = Buffer.from(encodeDecision(header, recipeText, tapes)).toString('latin1')
    expect(text.split(layoutCalled('one').text).length).toBe(2)
  })

  it('is not changed by the next one, which is written in the same place', () => {
    const first = encodeDecision(header, recipeText, tapes)
    const kept = first.slice()
    encodeDecision({ ...header, bodySha256: 'another' }, recipeText, [tapeOf('third', 9, 9, 9)])
    expect(first).toEqual(kept)
  })

  it('of format 1 stays readable: these bytes were written by the first release', () => {
    const golden = new Uint8Array(
      readFileSync(join(import.meta.dirname, '../../test/golden/decision-record-1.bin')),
    )
    const { tapes: read, layoutOf: _none, ...rest } = decodeDecision(golden)
    expect(rest).toEqual({
      ...header,
      query: {
        ...header.query,
        recipe: undefined,
        own: {
          currentKey: 7,
          recentKeys: [3, 2],
          skippedKeys: [],
          excludedKeys: [9],
          excludedRecordings: [7, 9],
        },
      },
      readings: [],
      catalogue: '',
      catalogueRevision: undefined,
    })
    expect(read).toEqual([Uint8Array.of(1, 2, 3), new Uint8Array(0)])
  })

  it('is refused by name when it is cut, scribbled on, or of another format', () => {
    const bytes = encodeDecision(header, recipeText, tapes)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (place, value) => {
        expect(() => decodeDecision(bytes.slice(0, place))).toThrow(
          expect.objectContaining({ code: 'corrupt-record' }),
        )
        const scribbled = bytes.slice()
        scribbled[place] = value
        try {
          decodeDecision(scribbled)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'corrupt-record' })
        }
      }),
    )
    expect(() => decodeDecision(Uint8Array.of(0x53, 0x47, 0x44, 9))).toThrow('format 9')
  })

  it('tells no other recipe than the one that its query names', () => {
    const bytes = encodeDecision(header, recipeText, tapes)
    const letter = Buffer.from(bytes).indexOf('"tiers"') + 1
    const scribbled = bytes.with(letter, 'T'.charCodeAt(0))
    expect(() => decodeDecision(scribbled)).toThrow('holds another recipe than it names')
  })

  it('tells nothing of a query that was scribbled on: its header has a sum', () => {
    const bytes = encodeDecision(header, recipeText, [])
    const digit = Buffer.from(bytes).indexOf('"limit":10') + '"limit":'.length
    const scribbled = bytes.with(digit, '7'.charCodeAt(0))
    expect(() => decodeDecision(scribbled)).toThrow(expect.objectContaining({ code: 'corrupt-record' }))
  })
})
