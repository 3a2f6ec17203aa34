import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { AppError, explainIssue, faultsIn } from '#domain'

/**
 * What a request carries, held against the schema of its route. The trap is the query: a name given twice comes
 * as a list, and a list is nothing that whoever typed the address has heard of.
 */
const places: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', body: 'body' }

/** Fails with `invalid-request`, whose cause has every fault; `problem.ts` lists them. */
export const validateRequest: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart = '' }) => {
  const error = (issue: Parameters<typeof explainIssue>[0]): string =>
    httpPart === 'querystring' && Array.isArray(issue.input)
      ? 'is given more than once: give it once'
      : explainIssue(issue)
  // A name that is not known is a name mistyped: passed over, it would answer another question than was asked.
  const expected = httpPart === 'querystring' && schema instanceof z.ZodObject ? schema.strict() : schema
  return (sent) => {
    const read = expected.safeParse(sent, { error })
    if (read.success) return { value: read.data }
    const [{ path, detail } = { path: '', detail: '' }] = faultsIn(read.error.issues)
    const place = places[httpPart] ?? 'request'
    return {
      error: new AppError(
        'invalid-request',
        `The ${place} ${path === '' ? detail : `is not valid: ${path}: ${detail}`}. See /openapi.json.`,
        { cause: read.error },
      ),
    }
  }
}
