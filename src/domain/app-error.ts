/**
 * The one error type. A code is registered here with its category, so that an edge can turn any error into an
 * answer (HTTP status, exit code) without knowing where it came from. The message says what is wrong, where,
 * and what to do; it never carries listener data.
 *
 * - `caller`: the request can't be served as asked; trying again unchanged won't help.
 * - `dependency`: something we need is slow, full or away; trying later may help.
 * - `bug`: an impossible state; never retried, never served around.
 */
const categories = {
  'malformed-json': 'caller',
  'invalid-request': 'caller',
  'invalid-event': 'caller',
  'invalid-track': 'caller',
  'invalid-table': 'caller',
  'invalid-recipe': 'caller',
  'body-too-large': 'caller',
  'unsupported-media-type': 'caller',
  'not-found': 'caller',
  'unknown-track': 'caller',
  'taken-down': 'caller',
  'not-available': 'caller',
  'unknown-session': 'caller',
  'unknown-decision': 'caller',
  'unreplayable-decision': 'caller',
  'unknown-seed': 'caller',
  'method-not-allowed': 'caller',
  'range-not-satisfiable': 'caller',
  'forbidden-host': 'caller',
  'cross-site': 'caller',
  'port-in-use': 'caller',
  'folder-in-use': 'caller',
  'unreadable-library': 'caller',
  'invalid-config': 'caller',
  'build-failed': 'caller',
  'rate-limited': 'dependency',
  overloaded: 'dependency',
  'disk-full': 'dependency',
  'storage-failed': 'dependency',
  'maybe-stored': 'dependency',
  'source-unreachable': 'dependency',
  'hash-mismatch': 'dependency',
  'stage-timeout': 'dependency',
  'not-ready': 'dependency',
  'not-open': 'dependency',
  'states-damaged': 'dependency',
  'model-missing': 'dependency',
  'training-failed': 'dependency',
  'replay-diverged': 'bug',
  'corrupt-record': 'bug',
  'broken-stage': 'bug',
  internal: 'bug',
} as const

export type ErrorCode = keyof typeof categories
export type ErrorCategory = (typeof categories)[ErrorCode]

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(categories, code)

export const categoryOf = (code: ErrorCode): ErrorCategory => categories[code]

export class AppError extends Error {
  readonly code: ErrorCode
  readonly category: ErrorCategory

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.category = categoryOf(code)
  }
}

/** Anything thrown, as an `AppError`; what isn't one already becomes `internal` and keeps its cause. */
export const toAppError = (thrown: unknown): AppError =>
  thrown instanceof AppError
    ? thrown
    : new AppError('internal', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
