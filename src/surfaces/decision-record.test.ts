import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, listenerId, requestId } from '#domain'
import { type DecisionRecord, decodeDecision, encodeDecision } from './decision-record.ts'

const record: DecisionRecord = {
  query: {
    requestId: requestId('01-request'),
    surface: 'now-playing',
    listenerId: listenerId('anna'),
    asOf: instant(1_795_000_000_000),
    seed: '01-request',
    limit: 10,
    own: { currentKey: 7, recentKeys: [3, 2], skippedKeys: [], heardArtists: [4, 2] },
  },
  readings: [
    { name: 'shelf-plan', value: ['a', 'b'] },
    { name: 'words', failed: 'out of words' },
  ],
  tier: 'full',
  recipe: 'now-playing@1',
  catalogue: '0123456789abcdef',
  models: { popularity: 'abc' },
  passedOver: [],
  bodySha256: 'ff00',
  tapes: [Uint8Array.of(1, 2, 3), new Uint8Array(0)],
}

describe('a decision record', () => {
  it('is read back as it was written', () => {
    expect(decodeDecision(encodeDecision(record))).toEqual(record)
  })

  it('of format 1 stays readable: these bytes were written by the first release', () => {
    const golden = new Uint8Array(
      readFileSync(join(import.meta.dirname, '../../test/golden/decision-record-1.bin')),
    )
    expect(decodeDecision(golden)).toEqual({
      ...record,
      query: {
        ...record.query,
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
    })
  })

  it('is refused by name when it is cut, scribbled on, or of another format', () => {
    const bytes = encodeDecision(record)
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
})
