import { createRandom } from '#domain'
import type { Choices } from '../conditional-logit/conditional-logit.ts'
import { createHeardBySession } from '../data-sets/heard-by-session.ts'
import { createSessionSoFar } from '../data-sets/session-so-far.ts'
import { playsOf, type Sessions, sessionCount } from '../data-sets/sessions.ts'
import type { Step } from '../learner.ts'
import { featureNames, writeFeatures } from './features.ts'
import { candidatesOf, createMemories, createSituations, mostHeard, type Situation } from './situation.ts'

/**
 * Choices to fit the ranking on: moments of sessions of the last part, what was heard next among the candidates of memories
 * that know only the part before. Moments whose next item is no candidate teach nothing of the order and are passed over.
 */
export function* examplesOf(data: Sessions, most: number, seed: string): Generator<Step, Choices> {
  const count = sessionCount(data)
  const cut = lastPartOf(data)
  const memories = createMemories()
  const heard = createHeardBySession()
  for (let s = 0; s < cut; s++) {
    const plays = playsOf(data, s)
    memories.add(plays)
    heard.add({ listener: data.listenerOf[s] ?? 0, plays })
  }
  const situationOf = createSituations(memories)
  const collected = createCollected()
  for (const s of shuffled(cut, count, seed)) {
    yield { doing: 'Examples', done: collected.size(), total: most, unit: 'choice' }
    const session = createSessionSoFar()
    const plays = playsOf(data, s)
    const before = mostHeard(heard.historyOf(data.listenerOf[s] ?? 0))
    for (const [i, play] of plays.entries()) {
      const next = plays[i + 1]?.item
      if (next === undefined || collected.size() === most) break
      session.heard(play)
      // Asked first what costs nothing: of most moments the next item is new to everybody.
      if (memories.artists.sessionsWith(next) === 0 && !session.positions.has(next)) continue
      const situation = situationOf(session, before)
      if (situation !== undefined) collected.add(situation, next)
    }
  }
  return collected.choices()
}

/**
 * Where the last part begins: in the later half, before the last tenth, at the longest pause between the ends of two
 * sessions. A model is asked about what comes after its training, so where the table has a pause its weights are
 * fitted across it.
 */
export const lastPartOf = ({ starts, times }: Pick<Sessions, 'starts' | 'times'>): number => {
  const count = sessionCount({ starts })
  const pauseBefore = (session: number): number =>
    (times[(starts[session + 1] ?? 0) - 1] ?? 0) - (times[(starts[session] ?? 0) - 1] ?? 0)
  let longest = Math.max(1, Math.ceil(count / 2))
  for (let session = longest; session <= count * 0.9; session++)
    if (pauseBefore(session) > pauseBefore(longest)) longest = session
  return longest
}

/** The numbers from `from` up to `to`, in an order drawn by the seed. */
const shuffled = (from: number, to: number, seed: string): number[] => {
  const random = createRandom(`${seed}/examples`)
  const numbers = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
  for (let i = numbers.length - 1; i > 0; i--) {
    const other = random.below(i + 1)
    const held = numbers[i] ?? 0
    numbers[i] = numbers[other] ?? 0
    numbers[other] = held
  }
  return numbers
}

const createCollected = () => {
  const width = featureNames.length
  const starts = [0]
  const chosen: number[] = []
  let values = new Float32Array(width * 1024)
  let rows = 0
  return {
    size: () => chosen.length,
    add(situation: Situation, next: number): void {
      const candidates = candidatesOf(situation)
      const place = candidates.indexOf(next)
      if (place < 0) return
      chosen.push(rows + place)
      if ((rows + candidates.length) * width > values.length) {
        const longer = new Float32Array((rows + candidates.length) * width * 2)
        longer.set(values)
        values = longer
      }
      for (const item of candidates) writeFeatures(situation, item, values, rows++ * width)
      starts.push(rows)
    },
    choices: (): Choices => ({
      width,
      values: values.subarray(0, rows * width),
      starts: Uint32Array.from(starts),
      chosen: Uint32Array.from(chosen),
    }),
  }
}
