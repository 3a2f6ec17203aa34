import {
  type Client,
  createClient,
  type Decision,
  ProblemError,
  type Session,
  type Slate,
} from '@segue/client'
import { watchOpening } from './opening.ts'

const notOpen = 'not-open'

/** The server is there and starts, so what is asked for comes: whoever asked waits. */
export const isNotOpen = (thrown: unknown): boolean => isProblem(thrown) && thrown.code === notOpen

/**
 * The console's way to its server: the published client, so that what any app can do the console does, and
 * nothing more. The trap closed here: a dead line makes `fetch` reject with words nobody can act on, so it
 * becomes a problem like every other, with status 0, and pages show what `failureWords` makes of it and nothing else.
 */
const reach: typeof fetch = async (input, init) => {
  try {
    const answer = await fetch(input, init)
    if (answer.status === 503) void watchOpening(answer, () => fetch('/readyz'))
    return answer
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw new ProblemError({
      status: 0,
      code: 'unreachable',
      detail: 'Segue can’t be reached. Check that the server is running, then try again.',
      requestId: '',
    })
  }
}

export const segue = createClient({ baseUrl: '', fetch: reach })

export const isProblem = (thrown: unknown): thrown is ProblemError => thrown instanceof ProblemError

type AnswerOf<Method extends (...given: never[]) => Promise<unknown>> = Awaited<ReturnType<Method>>

export type Tier = Slate['tier']
/** What a session starts from, and what a block covers. */
export type Target = Session['seed']
export type Candidate = Decision['runs'][number]['candidates'][number]
export type Stage = Decision['runs'][number]['stages'][number]
export type DecisionSummary = AnswerOf<Client['decisions']['search']>['decisions'][number]
export type SimulatedListener = NonNullable<AnswerOf<Client['about']>['simulated']>['listeners'][number]
