import type { Problem } from './schema.ts'

/**
 * What the server said when it could not answer. `message` is the problem's `detail`, a sentence that says what
 * to do; `code` is stable and meant for programs. An answer that is no problem document, such as a proxy's
 * page, has the code `unreadable-answer`.
 */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  /** For whoever runs the server. */
  readonly requestId: string
  /** What is wrong with which field, when the request was not valid. */
  readonly errors: NonNullable<Problem['errors']>

  constructor({ status, code, detail, requestId, errors = [] }: Omit<Problem, 'type' | 'title'>) {
    super(detail)
    this.name = 'ProblemError'
    this.status = status
    this.code = code
    this.requestId = requestId
    this.errors = errors
  }
}
