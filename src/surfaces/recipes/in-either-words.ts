import { z } from 'zod'
import { explainIssue } from '#domain'

/**
 * A part of a document in the words of today, or, where it has one of the `former` words, in those. Documents are never
 * rewritten: a record names its recipe by the hash of the text, and its stages by the words that the text has.
 */
export const inEitherWords = <Made>(
  today: z.ZodType<Made>,
  former: readonly string[],
  before: z.ZodType<Made>,
): z.ZodType<Made> =>
  z.unknown().transform((said, context) => {
    const has = (word: string) => typeof said === 'object' && said !== null && word in said
    const read = (former.some(has) ? before : today).safeParse(said, { error: explainIssue })
    if (read.success) return read.data
    for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path, message })
    return z.NEVER
  })
