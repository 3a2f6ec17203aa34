/**
 * What a schema complains about, in words for whoever sent the value: what it must be and what to do, never what
 * it was (it may be a listener's). Validators word their complaints for programmers ("expected string, received
 * array"); every schema that reads what people send is given this instead, so the words are here and nowhere
 * else. A schema that knows better says so itself.
 */
interface Issue {
  readonly code?: string | undefined
  readonly input?: unknown
  /** Where in the value; empty or absent at its root. */
  readonly path?: readonly PropertyKey[] | undefined
  readonly expected?: string
  readonly origin?: string
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly inclusive?: boolean | undefined
  readonly keys?: readonly string[]
  readonly values?: readonly unknown[]
}

/** A clause without its subject: "must be a text, not a list", to be put after the name of what it is about. */
export const explainIssue = (issue: Issue): string => {
  const { code, input, path = [], minimum, maximum, inclusive } = issue
  if (input === undefined) return 'is missing'
  // As a whole, nothing may come as null.
  if (input === null && path.length === 0) return `is missing: send ${wantedBy(issue)}`
  switch (code) {
    case 'invalid_type':
      return `must be ${wantedBy(issue)}${contrast(input)}`
    case 'invalid_value':
      return `must be ${wantedBy(issue)}`
    case 'too_small':
      if (issue.origin === 'string' && minimum === 1) return 'must not be empty'
      return `must ${inclusive === false ? `be more than ${minimum}` : bound(issue, 'at least', minimum)}`
    case 'too_big':
      return `must ${inclusive === false ? `be less than ${maximum}` : bound(issue, 'at most', maximum)}`
    case 'unrecognized_keys':
      return `has ${(issue.keys ?? []).slice(0, mostKeys).map(quote).join(', ')}, which is not known here: leave it out or check how it is written`
    default:
      return 'is not written as it has to be'
  }
}

interface Complaint {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Where in the value, "" for the whole of it, and what is wrong there. */
export interface Fault {
  readonly path: string
  readonly detail: string
}

/**
 * One fault for each place, the first that was found: a schema goes on to complain that what is too long is too long in
 * another count as well, and that what is below zero is below a thousand.
 */
export const faultsIn = (issues: readonly Complaint[]): Fault[] => {
  const faults = new Map<string, string>()
  for (const { path, message } of issues) {
    const place = path.map(String).join('.')
    if (!faults.has(place)) faults.set(place, message)
  }
  return Array.from(faults, ([path, detail]) => ({ path, detail }))
}

const mostKeys = 5
const longestKey = 40
const quote = (key: string): string =>
  JSON.stringify(key.length > longestKey ? `${key.slice(0, longestKey)}…` : key)

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const wantedBy = ({ expected = '', values = [] }: Issue): string => {
  const [first, ...others] = values.map(String)
  if (first !== undefined) return others.length === 0 ? first : `one of ${[first, ...others].join(', ')}`
  return kinds[expected] ?? 'a value'
}

/** What came instead, where there is a word for it. */
const contrast = (input: unknown): string => {
  if (input === null) return ', not null'
  if (Array.isArray(input)) return ', not a list'
  if (typeof input !== 'number') return (typeof input) in kinds ? `, not ${kinds[typeof input]}` : ''
  if (Number.isInteger(input)) return ', not a number'
  return Number.isFinite(input) ? ', not a fraction' : ''
}

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

const bound = ({ origin = '' }: Issue, which: string, most: number | bigint | undefined): string => {
  const unit = units[origin]
  return unit === undefined
    ? `be ${which} ${most}`
    : `have ${which} ${most} ${unit[Number(most) === 1 ? 0 : 1]}`
}
