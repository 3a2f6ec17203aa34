import { diversifiedOn } from './diversification.ts'
import { nobody, placesInARow } from './strain.ts'

/**
 * What a selector that draws promises, said once more without its code: who may stand at a place, and how probable
 * each of them is there. Slow and plain, for tests to hold the other against.
 */
export interface Thing {
  readonly artist: number
  readonly version: number
  readonly score: number
}
export interface Policy {
  readonly gap: number
  readonly perArtist: number
  readonly firm: boolean
  readonly rest: number
  readonly temperature: number
}
export interface World {
  readonly things: readonly Thing[]
  /** Artists, newest first. */
  readonly heard: readonly number[]
}

export const batchOf = (things: readonly Thing[]) => {
  const column = (values: readonly number[]) => Uint32Array.from(values)
  const columns = {
    key: column(things.map((_, place) => place + 1)),
    via: new Uint32Array(things.length),
    cause: new Uint32Array(things.length),
    artist: column(things.map(({ artist }) => artist)),
    version: column(things.map(({ version }) => version)),
  }
  return { count: things.length, columns }
}

/** Answers what was drawn, and how probable each place was. */
export const drawWith = (policy: Policy, { things, heard }: World, limit: number) => {
  const selector = diversifiedOn.parse({ use: 'diversification', ...policy })
  const batch = batchOf(things)
  const scores = Float64Array.from(things, ({ score }) => score)
  return (seed: string) => {
    const { places, propensities = [] } = selector.select({ seed, limit, heardArtists: heard }, batch, scores)
    return { places, propensities: [...propensities] }
  }
}

/** By candidate, the probability of each for the place behind these; empty where none may stand there. */
export const chancesAfter = (
  { gap, perArtist, firm, rest, temperature }: Policy,
  { things, heard }: World,
  taken: readonly number[],
): ReadonlyMap<number, number> => {
  const artistOf = (place: number) => things[place]?.artist ?? nobody
  const row = [...heard.toReversed(), ...taken.map(artistOf)].slice(1 - placesInARow)
  const recordingOf = (place: number) => (things[place]?.version || place + 2) - 1
  const shown = taken.map(recordingOf)
  const may = things.flatMap(({ artist, score }, place) => {
    if (shown.includes(recordingOf(place))) return []
    const last = artist === nobody ? -1 : row.lastIndexOf(artist)
    if (last < 0) return { place, strain: 0, beyond: 0, score }
    const ago = row.length - last
    const tooMany = Math.max(0, row.filter((other) => other === artist).length + 1 - perArtist)
    const strain = tooMany * (gap + 1) + Math.max(0, gap + 1 - ago)
    const beyond = ago - gap <= rest && strain === 0 ? ago - gap : 0
    return firm && strain > gap ? [] : { place, strain, beyond, score }
  })
  const least = Math.min(...may.map(({ strain }) => strain))
  const offered = may.filter(({ strain }) => strain === least)
  const chances = new Map(offered.map(({ place }) => [place, 0]))
  const resting = [...new Set(offered.map(({ beyond }) => beyond))].filter((beyond) => beyond > 0)
  for (let which = 0; which < 2 ** resting.length; which++) {
    const rests = resting.filter((_, bit) => (which & (1 << bit)) !== 0)
    const probability = resting.reduce((all, beyond) => {
      const back = 1 / (rest + 2 - beyond)
      return all * (rests.includes(beyond) ? 1 - back : back)
    }, 1)
    const awake = offered.filter(({ beyond }) => !rests.includes(beyond))
    const standing = awake.length > 0 ? awake : offered
    const top = Math.max(...standing.map(({ score }) => score))
    const weights = standing.map(({ score }) => Math.exp((score - top) / temperature))
    const sum = weights.reduce((all, weight) => all + weight, 0)
    for (const [nth, { place }] of standing.entries())
      chances.set(place, (chances.get(place) ?? 0) + (probability * (weights[nth] ?? 0)) / sum)
  }
  return chances
}

/** Every slate there can be, with its probability. */
export const slatesOf = function* (
  policy: Policy,
  world: World,
  limit: number,
  taken: readonly number[] = [],
  chance = 1,
): Generator<{ readonly places: readonly number[]; readonly chance: number }> {
  const next = taken.length < limit ? chancesAfter(policy, world, taken) : new Map<number, number>()
  if (next.size === 0) yield { places: taken, chance }
  for (const [place, its] of next) yield* slatesOf(policy, world, limit, [...taken, place], chance * its)
}
