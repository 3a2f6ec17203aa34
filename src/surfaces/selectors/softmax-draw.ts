import { createRandom } from '#domain'

/**
 * Draws one candidate after another, each in proportion to exp(score / temperature) among those that may stand at its
 * place: Plackett and Luce's model of a ranking, place by place (Plackett, The analysis of permutations, 1975). So the
 * probability of a place given those before it is known, whatever they left to choose from.
 *
 * Gumbel noise added once to each score and sorted (Kool, van Hoof and Welling, Stochastic beams and where to find them, 2019)
 * is the same distribution only where those who may stand at a place could stand at all before it. Here an artist goes and
 * comes back: who has lost with their noise would be less probable than this says, and who was away more.
 *
 * An artist who was heard a moment ago may rest, which is left to chance as well. What is told is the probability over
 * all that could have rested and not over those who did, so that there is nothing that it silently depends on.
 */
export interface SoftmaxDraw {
  /**
   * The place of the one taken, or -1 where nobody may stand. `standing` says of each candidate -1 for who may not, 0 for who
   * may, and n for who may unless they rest, their artist being n places beyond the distance.
   */
  take(standing: Int8Array): number
  /** With which probability the last one was taken: above 0, at most 1. */
  readonly propensity: number
}

interface Chance {
  /** 0 for none: the first of the best is taken. */
  readonly temperature: number
  /** For how many places beyond the distance an artist may rest, at each place drawn anew. */
  readonly rest: number
  readonly seed: string
}

/** A sum of weights beyond these is near to what a double holds no more: they are made anew, by the best who may stand. */
const leastSum = 1e-150
const mostSum = 1e150
/** So little is nobody, or one over it would be an infinity. */
const noSum = 1e-290

let weights = new Float64Array(1_024)

export const openSoftmaxDraw = ({ temperature, rest, seed }: Chance, scores: Float64Array): SoftmaxDraw => {
  const { length: count } = scores
  if (weights.length < count) weights = new Float64Array(2 * count)
  const random = createRandom(seed)
  /** Of who may stand and, from 1, of who may rest there. */
  const sums = new Float64Array(rest + 1)
  const here = new Uint8Array(rest + 1)
  let weighed = false
  let propensity = 1

  const weigh = (by: number) => {
    weighed = true
    for (let i = 0; i < count; i++) weights[i] = Math.exp(((scores[i] ?? 0) - by) / temperature)
  }
  /** Answers the sum of all. */
  const sumUp = (standing: Int8Array): number => {
    sums.fill(0)
    for (let i = 0; i < count; i++) {
      const at = standing[i] ?? -1
      if (at >= 0) sums[at] = (sums[at] ?? 0) + (weights[i] ?? 0)
    }
    for (let at = 0; at <= rest; at++) if ((sums[at] ?? 0) <= noSum) sums[at] = 0
    return sumOf(sums, here.fill(1))
  }
  /** Lets artists rest, or all stand where nobody else would; answers the sum of who does. */
  const letRest = (): number => {
    here[0] = 1
    for (let n = 1; n <= rest; n++) here[n] = random.next() < backAfter(n, rest) ? 1 : 0
    const sum = sumOf(sums, here)
    return sum > 0 ? sum : sumOf(sums, here.fill(1))
  }
  return {
    get propensity() {
      return propensity
    },
    take(standing) {
      if (temperature === 0) return bestOf(scores, standing)
      const sum = weighed ? sumUp(standing) : 0
      if (!(sum > leastSum && sum < mostSum)) {
        const best = bestOf(scores, standing)
        if (best < 0) return best
        weigh(scores[best] ?? 0)
        sumUp(standing)
      }
      // Two numbers make one of 64 bits: what is less than a billionth likely must not be taken for one, or never.
      let left = letRest() * (random.next() + random.next() / 0x1_0000_0000)
      let taken = -1
      for (let i = 0; i < count; i++) {
        const at = standing[i] ?? -1
        if (at < 0 || here[at] === 0) continue
        const weight = weights[i] ?? 0
        if (left < weight) {
          taken = i
          break
        }
        left -= weight
      }
      // Rounding may leave a rest behind the last.
      if (taken < 0) taken = bestOf(scores, standing)
      propensity = Math.min(1, (weights[taken] ?? 0) * meanOverRests(sums, standing[taken] ?? 0))
      return taken
    },
  }
}

/**
 * The probability that an artist stands n places beyond the distance, at each place drawn anew: who was back and was not
 * taken may rest at the next. So it is their first time back that is as probable at any place, or after all of them.
 */
const backAfter = (n: number, rest: number): number => 1 / (rest + 2 - n)

const ways = { probability: new Float64Array(64), sum: new Float64Array(64) }

/** Over all that may rest: one over the sum of who stands, and nothing where those at `at` rest. */
const meanOverRests = (sums: Float64Array, at: number): number => {
  const { probability, sum } = ways
  const rest = sums.length - 1
  let all = sums[0] ?? 0
  let nobody = all === 0 ? 1 : 0
  let count = 1
  probability[0] = 1
  sum[0] = all
  for (let n = 1; n <= rest; n++) {
    const its = sums[n] ?? 0
    if (its === 0) continue
    const back = backAfter(n, rest)
    all += its
    nobody *= 1 - back
    for (let way = 0; way < count; way++) {
      // Those who rest are not taken, but where nobody else would stand.
      if (n !== at) {
        probability[count + way] = (probability[way] ?? 0) * (1 - back)
        sum[count + way] = sum[way] ?? 0
      }
      probability[way] = (probability[way] ?? 0) * back
      sum[way] = (sum[way] ?? 0) + its
    }
    if (n !== at) count *= 2
  }
  let mean = nobody / all
  for (let way = 0; way < count; way++) {
    const stand = sum[way] ?? 0
    if (stand > 0) mean += (probability[way] ?? 0) / stand
  }
  return mean
}

const sumOf = (sums: Float64Array, here: Uint8Array): number => {
  let sum = 0
  for (let n = 0; n < sums.length; n++) if (here[n] === 1) sum += sums[n] ?? 0
  return sum
}

/** The first of the best who may stand, -1 where nobody may. */
const bestOf = (scores: Float64Array, standing: Int8Array): number => {
  let best = -1
  let top = Number.NEGATIVE_INFINITY
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0
    if ((standing[i] ?? -1) < 0 || score <= top) continue
    top = score
    best = i
  }
  return best
}
