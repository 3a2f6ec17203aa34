import { createStore } from './store.ts'

/**
 * What the server does before it is open, in its own words; none while it serves. The first answer that says so begins to
 * ask for them: a page on which nothing else is asked for shows them change as well, and has them go when it is open.
 */
export const opening = createStore<{ readonly words: string | undefined }>({ words: undefined })

const askEveryMs = 1_000
let asking = false

/** `ask` asks whether the server is ready. Of an answer 503, which is left to be read by others. Resolves when the server serves, or does not start. */
export const watchOpening = async (answer: Response, ask: () => Promise<Response>): Promise<void> => {
  if (field(await read(answer.clone()), 'code') !== 'not-open' || asking) return
  asking = true
  for (let words = await startingWords(ask); ; words = await startingWords(ask)) {
    if (words !== opening.get().words) opening.set({ words })
    if (words === undefined) break
    await new Promise((done) => setTimeout(done, askEveryMs))
  }
  asking = false
}

/** None where it does not start: it serves, is about to stop, or is gone. */
const startingWords = async (ask: () => Promise<Response>): Promise<string | undefined> => {
  const answer = await ask().catch(() => undefined)
  if (answer?.status !== 503) return undefined
  const words = field(field(await read(answer), 'checks'), 'start')
  return typeof words === 'string' ? words : undefined
}

const read = (answer: Response): Promise<unknown> => answer.json().catch(() => undefined)

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && name in of ? Reflect.get(of, name) : undefined
