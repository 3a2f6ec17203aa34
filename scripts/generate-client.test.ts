import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clientTypesPath, formattedClientTypes, typeOf } from './generate-client.ts'

describe('the types of the client', () => {
  it('are those of the server as it is: run `node scripts/generate-client.ts` when this fails [promise: client-fits]', async () => {
    expect(readFileSync(clientTypesPath, 'utf8')).toBe(await formattedClientTypes())
  })

  it('are made from JSON schemas', () => {
    expect(typeOf({ $ref: '#/components/schemas/Track' })).toBe('Track')
    expect(typeOf({ enum: ['a', 'b'] })).toBe('"a" | "b"')
    expect(typeOf({ anyOf: [{ type: 'integer' }, { type: 'number' }, { type: 'null' }] })).toBe(
      'number | null',
    )
    expect(typeOf({ type: 'array', items: { type: 'string' } })).toBe('readonly (string)[]')
    expect(typeOf({ type: 'object', additionalProperties: { type: 'string' } })).toBe(
      'Readonly<Record<string, string>>',
    )
    expect(
      typeOf({
        type: 'object',
        properties: { id: { type: 'string' }, year: { type: 'integer' } },
        required: ['id'],
      }),
    ).toBe('{\nreadonly id: string\nreadonly year?: number | undefined\n}')
  })
})
