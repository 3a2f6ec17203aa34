import { ProblemError } from './problem-error.ts'
import type { Operations, Problem } from './schema.ts'

/**
 * One request, typed by the table of operations. The trap closed here: ids are any text, so they are encoded
 * before they stand in a path, and a base address may or may not end in a slash.
 */
export interface RequestOptions {
  readonly signal?: AbortSignal
  /** Lets the request outlive the page that made it; browsers allow 64 KiB of bodies. */
  readonly keepalive?: boolean
}

export interface Connection {
  readonly baseUrl: string
  readonly fetch: typeof globalThis.fetch
  readonly headers: Readonly<Record<string, string>>
}

type Asked<Name extends keyof Operations> = Partial<
  Pick<Operations[Name], 'params' | 'query'> & { readonly body: Operations[Name]['body'] }
>

export type Request = <Name extends keyof Operations>(
  name: Name,
  asked: Asked<Name>,
  options?: RequestOptions,
) => Promise<Operations[Name]['answer']>

export const createRequest =
  ({ baseUrl, fetch, headers }: Connection): Request =>
  async (name, { params = {}, query = {}, body }, { signal, keepalive } = {}) => {
    const [method = '', path = ''] = name.split(' ')
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${filled(path, params)}${searchOf(query)}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body != null && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body != null && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      ...(keepalive && { keepalive }),
    })
    if (response.status === 204) return undefined
    const answer = readJson(await response.text())
    if (response.ok && answer !== undefined) return answer
    // Events and tracks that were all refused come as 400 with the list of refusals, not as a problem.
    if (isRefusals(answer)) return answer
    throw new ProblemError(isProblem(answer) ? answer : unreadable(response))
  }

const filled = (path: string, params: Readonly<Record<string, unknown>>): string =>
  path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(params[name])))

const searchOf = (query: Readonly<Record<string, unknown>>): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

const readJson = (text: string) => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object'

const isRefusals = (value: unknown): boolean => isObject(value) && 'refused' in value && !('detail' in value)

const isProblem = (value: unknown): value is Problem =>
  isObject(value) && 'detail' in value && 'code' in value && 'status' in value

const unreadable = ({ status, headers }: Response) => ({
  status,
  code: 'unreadable-answer',
  detail: `The answer (HTTP ${status}) is not Segue's. Check the base address, and what stands between here and the server.`,
  requestId: headers.get('request-id') ?? '',
})
