import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { packArtifact, unpackArtifact } from './packed-artifact.ts'

const facts = z.strictObject({ note: z.string() })
const packed = packArtifact(
  'sample',
  { note: 'ümlaut' },
  { keys: Uint32Array.of(1, 2, 3), scores: Float32Array.of(0.5) },
)
const corrupt = expect.objectContaining({ code: 'corrupt-record' })

test('what was packed comes back, wherever the bytes begin', () => {
  fc.assert(
    fc.property(
      fc.uint32Array(),
      fc.float32Array(),
      fc.string(),
      fc.nat({ max: 3 }),
      (keys, scores, note, shift) => {
        const bytes = packArtifact('sample', { note }, { keys, scores })
        const shifted = new Uint8Array(bytes.length + shift).subarray(shift)
        shifted.set(bytes)
        const artifact = unpackArtifact('sample', shifted, facts)
        expect(artifact.facts).toEqual({ note })
        expect(artifact.u32('keys')).toEqual(keys)
        expect(artifact.f32('scores')).toEqual(scores)
        const pooled = Buffer.from(shifted.buffer, shift)
        expect(unpackArtifact('sample', pooled, facts).u32('keys')).toEqual(keys)
      },
    ),
  )
})

test('a cut artifact never loads', () => {
  for (let length = 0; length < packed.length; length++)
    expect(() => unpackArtifact('sample', packed.slice(0, length), facts)).toThrowError(corrupt)
})

test('an artifact of another model, with other facts or without a column is refused', () => {
  expect(() => unpackArtifact('other', packed, facts)).toThrowError(corrupt)
  expect(() => unpackArtifact('sample', packed, z.strictObject({}))).toThrowError(corrupt)
  const artifact = unpackArtifact('sample', packed, facts)
  expect(() => artifact.u32('missing')).toThrowError(corrupt)
  expect(() => artifact.f32('keys')).toThrowError(corrupt)
})
