import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { explainIssue, faultsIn } from './explain-issue.ts'

const text = z.string().min(1).max(3)
const cases: readonly (readonly [z.ZodType, unknown, string])[] = [
  [text, 3, 'must be a text, not a number'],
  [text, null, 'must be a text, not null'],
  [text, ['a', 'b'], 'must be a text, not a list'],
  [text, undefined, 'is missing'],
  [text, '', 'must not be empty'],
  [text, 'long', 'must have at most 3 characters'],
  [z.string().min(2), 'x', 'must have at least 2 characters'],
  [z.number(), '3', 'must be a number, not a text'],
  [z.number(), Number.NaN, 'must be a number'],
  [z.int(), 1.5, 'must be a whole number, not a fraction'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.number().lt(5), 5, 'must be less than 5'],
  [z.number().max(50), 51, 'must be at most 50'],
  [z.boolean(), 'yes', 'must be true or false, not a text'],
  [z.array(z.string()), 'x', 'must be a list, not a text'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 entries'],
  [z.array(z.string()).min(1), [], 'must have at least 1 entry'],
  [z.string().max(1), 'ab', 'must have at most 1 character'],
  [z.strictObject({}), [], 'must be an object, not a list'],
  [z.record(z.string(), z.string()), 3, 'must be an object, not a number'],
  [
    z.strictObject({}),
    { trakId: 1 },
    'has "trakId", which is not known here: leave it out or check how it is written',
  ],
  [z.enum(['main', 'guest']), 'x', 'must be one of main, guest'],
  [z.enum(['main', 'guest']), undefined, 'is missing'],
  [z.literal(true), false, 'must be true'],
  [z.iso.date(), 'soon', 'is not written as it has to be'],
  [z.union([z.string(), z.number()]), true, 'is not written as it has to be'],
  [z.string({ error: 'must be a name' }), 3, 'must be a name'],
]

describe('what a schema complains about', () => {
  it.each(cases)('is told in plain words (%#)', (schema, value, words) => {
    const { error } = z.object({ field: schema }).safeParse({ field: value }, { error: explainIssue })
    expect(error?.issues[0]?.message).toBe(words)
  })

  it('is that there is nothing, when nothing came as a whole', () => {
    const { error } = z.strictObject({}).safeParse(null, { error: explainIssue })
    expect(error?.issues[0]?.message).toBe('is missing: send an object')
  })

  it('is told once for each place', () => {
    const twice = z.object({ name: z.string().max(3).regex(/^a/), others: z.array(z.string().min(1)) })
    const { error } = twice.safeParse({ name: 'long', others: ['', ''] }, { error: explainIssue })
    expect(error?.issues).toHaveLength(4)
    expect(faultsIn(error?.issues ?? [])).toEqual([
      { path: 'name', detail: 'must have at most 3 characters' },
      { path: 'others.0', detail: 'must not be empty' },
      { path: 'others.1', detail: 'must not be empty' },
    ])
  })

  it('never repeats a long key in full', () => {
    const { error } = z.strictObject({}).safeParse({ ['x'.repeat(500)]: 1 }, { error: explainIssue })
    expect(error?.issues[0]?.message.length).toBeLessThan(150)
  })
})
