import { describe, expect, it } from 'vitest'
import { instant, requestId } from '#domain'
import { home7 } from '../home/home-7.ts'
import { home8 } from '../home/home-8.ts'
import { home9 } from '../home/home-9.ts'
import { home10 } from '../home/home-10.ts'
import { home } from '../home/surface.ts'
import { nowPlaying7 } from '../now-playing/now-playing-7.ts'
import { nowPlaying8 } from '../now-playing/now-playing-8.ts'
import { nowPlaying9 } from '../now-playing/now-playing-9.ts'
import { nowPlaying11 } from '../now-playing/now-playing-11.ts'
import { nowPlaying12 } from '../now-playing/now-playing-12.ts'
import { nowPlaying13 } from '../now-playing/now-playing-13.ts'
import { nowPlaying15 } from '../now-playing/now-playing-15.ts'
import { nowPlaying } from '../now-playing/surface.ts'
import { session8 } from '../session/session-8.ts'
import { session9 } from '../session/session-9.ts'
import { session10 } from '../session/session-10.ts'
import { session11 } from '../session/session-11.ts'
import { session } from '../session/surface.ts'
import { similar7 } from '../similar/similar-7.ts'
import { similar8 } from '../similar/similar-8.ts'
import { similar9 } from '../similar/similar-9.ts'
import { similar } from '../similar/surface.ts'
import type { Surface } from '../surface.ts'
import { ranking } from './ranking.ts'
import { hashOf } from './recipe.ts'

/** A document with one place changed: the value at a path, or none to leave it out. */
const changed = (document: object, path: string, value?: unknown): unknown => {
  const copy: unknown = JSON.parse(JSON.stringify(document))
  const steps = path.split('.')
  const last = steps.pop() ?? ''
  const place = steps.reduce((at, step) => (isObject(at) ? at[step] : undefined), copy)
  if (!isObject(place)) expect.fail(path)
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy
}
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const refusal = (surface: Surface, document: unknown): string => {
  try {
    surface.by(document)
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'invalid-recipe' })
    return thrown instanceof Error ? thrown.message : ''
  }
  return 'taken'
}

describe('a recipe', () => {
  it('that was ever served stays under its name as it was: records from before find it by that alone', () => {
    const documents = [
      home7,
      home8,
      home9,
      home10,
      nowPlaying7,
      nowPlaying8,
      nowPlaying9,
      nowPlaying11,
      nowPlaying12,
      nowPlaying13,
      nowPlaying15,
      session8,
      session9,
      session10,
      session11,
      similar7,
      similar8,
      similar9,
    ]
    const hashes = documents.map((document) => [document.recipe, hashOf(JSON.stringify(document))])
    expect(hashes).toEqual([
      ['home@7', '2f898aab6eeb1fbc'],
      ['home@8', '71d21fcc92083aa4'],
      ['home@9', '5f459b4c67805977'],
      ['home@10', '9462e583bad165e4'],
      ['now-playing@7', '18f4f2f8a52cdae7'],
      ['now-playing@8', '705339e8f384f52a'],
      ['now-playing@9', '196d0372e3e258b4'],
      ['now-playing@11', '8cd0f1971f5e8b3d'],
      ['now-playing@12', '83b7d9cfbdd126f5'],
      ['now-playing@13', '259eb9b6fdc6c947'],
      ['now-playing@15', 'd98ecee426831c50'],
      ['session@8', 'dd540b93ab705761'],
      ['session@9', '2e4567c753b5880a'],
      ['session@10', 'ef090ab92d2706e4'],
      ['session@11', '0d2d402593e55bb7'],
      ['similar@7', '94f97b680507cc84'],
      ['similar@8', '1c361f1a51f670b0'],
      ['similar@9', '9216def1a1e3dc0b'],
    ])
  })

  it('is taken with other weights, sources and counts, and without a hydrator that has what stands for absent', () => {
    const sound = [
      changed(nowPlaying7, 'tiers.full.score.0.weights.after', -2.5),
      changed(nowPlaying7, 'tiers.full.sources', [{ use: 'explore', timeoutMs: 10, draws: 500 }]),
      changed(nowPlaying7, 'tiers.full.keepsOut', []),
      changed(nowPlaying7, 'tiers.full.hydrate.crowd'),
      changed(nowPlaying7, 'recipe', 'now-playing@8-bolder'),
    ]
    expect(sound.map((document) => refusal(nowPlaying, document))).toEqual(sound.map(() => 'taken'))
  })

  it('is refused with the path and a sentence where it names a stage or a parameter that is not there [promise: recipes-are-checked]', () => {
    const says = (surface: Surface, document: object, path: string, value?: unknown) =>
      refusal(surface, changed(document, path, value)).replace('This is no recipe that can be run here. ', '')
    expect(says(nowPlaying, nowPlaying7, 'tiers.full.sources.0.use', 'by-magic')).toBe(
      'tiers.full.sources.0.use must be one of the stages that can stand here: played-after, sounds-like, artists-you-play, tags-you-play, heard-before, popular, explore, on-release, last-played, closest, further-by-artists.',
    )
    expect(says(nowPlaying, nowPlaying7, 'tiers.full.sources.0.louder', 3)).toBe(
      'tiers.full.sources.0 has "louder", which is not known here: leave it out or check how it is written.',
    )
    expect(says(nowPlaying, nowPlaying7, 'tiers.full.sources.0.first')).toBe(
      'tiers.full.sources.0.first is missing.',
    )
    expect(says(nowPlaying, nowPlaying7, 'tiers.full.score.0.weights.after', 'much')).toBe(
      'tiers.full.score.0.weights.after must be a number, not a text.',
    )
    expect(says(session, session8, 'tiers.popular.source.enough', 0)).toBe(
      'tiers.popular.source.enough must be at least 1.',
    )
    expect(says(home, home7, 'tiers.full.shelves.new.source.use', 'explore')).toBe(
      'tiers.full.shelves.new.source.use must be new-releases.',
    )
    expect(says(home, home8, 'tiers.full.shelves.new.weights', { noise: 1 })).toBe(
      'tiers.full.shelves.new.weights.noise changes a weight that the ranking does not have.',
    )
    expect(says(home, home8, 'tiers.full.score.0.by', { use: 'ranker' })).toContain(
      'tiers.full.shelves.artists.weights.artistTaste changes a weight that the ranking does not have.',
    )
    expect(says(nowPlaying, nowPlaying8, 'tiers.full.score.0.by', { use: 'ranker' })).toBe('taken')
    expect(says(nowPlaying, nowPlaying8, 'tiers.full.score.0.by.weights.noise', 0.05)).toContain(
      'tiers.full.score.0.by.weights has "noise", which is not known here',
    )
    expect(says(nowPlaying, nowPlaying8, 'tiers.full.score.1', { use: 'relevance' })).toBe(
      'tiers.full.score.1.use must be one of the stages that can stand here: blend, by-popularity.',
    )
    expect(says(similar, similar7, 'guard', [])).toBe(
      'It has "guard", which is not known here: leave it out or check how it is written.',
    )
    expect(refusal(similar, nowPlaying7)).toContain('recipe must be a name like similar@7')
    expect(refusal(home, 7)).toContain('must be an object, not a number')
  })

  it('may have a stage in the words of today or of before, not in both, and records it under the word that it has', () => {
    const before = { ...nowPlaying7.tiers.full.hydrate }
    const { crowd, nearness, taste } = before
    const today = { taste, aggregates: crowd, similarity: nearness }
    const at = 'tiers.full.hydrate'
    expect(refusal(nowPlaying, changed(nowPlaying7, at, today))).toBe('taken')
    expect(refusal(nowPlaying, changed(nowPlaying7, at, { taste, aggregates: crowd, nearness }))).toContain(
      'tiers.full.hydrate has "aggregates", which is not known here',
    )
    expect(refusal(nowPlaying, changed(nowPlaying7, at, { ...today, similarity: {} }))).toContain(
      'tiers.full.hydrate.similarity.timeoutMs is missing.',
    )
    // What selects by another word selects otherwise, and asks for how much is left to chance.
    expect(refusal(nowPlaying, changed(nowPlaying7, 'tiers.full.select.use', 'diversification'))).toContain(
      'tiers.full.select.temperature is missing.',
    )
    const names = (hydrate: unknown) =>
      Object.values(ranking.hydrate.parse(hydrate)).flatMap((stage) => stage?.name ?? [])
    expect(names(before)).toEqual(['taste', 'crowd', 'nearness'])
    expect(names(today)).toEqual(['taste', 'aggregates', 'similarity'])
  })

  it('can name none of the stages that keep limits, and leave none of them out', () => {
    const guard = ['limits', 'blocked', 'history', 'disliked', 'credits', 'excluded', 'in-session']
    for (const use of guard) {
      expect(refusal(nowPlaying, changed(nowPlaying7, 'tiers.full.keepsOut', [{ use }]))).not.toBe('taken')
      expect(
        refusal(nowPlaying, changed(nowPlaying7, `tiers.full.hydrate.${use}`, { timeoutMs: 1 })),
      ).not.toBe('taken')
    }
    expect(refusal(session, changed(session8, 'tiers.full.inSession'))).toContain('inSession is missing')
    expect(refusal(session, changed(session8, 'tiers.popular.inSession.staysAway', 'nothing'))).not.toBe(
      'taken',
    )
  })

  it('of a record that asks for what there is not is refused with what that is, and nothing is replayed by another', () => {
    const text = JSON.stringify(changed(similar7, 'tiers.full.sources.0.use', 'by-magic'))
    const again = (recipe: { name: string; text?: string }) => () =>
      similar.askAgain(
        {
          requestId: requestId('r'),
          surface: 'similar',
          asOf: instant(0),
          seed: 's',
          limit: 3,
          own: { excludedRecordings: [] },
        },
        recipe,
      )
    expect(again({ name: 'similar@7', text: JSON.stringify(similar7) })().recipe.name).toBe('similar@7')
    for (const [refused, words] of [
      [again({ name: 'similar@7', text }), 'tiers.full.sources.0.use must be one of the stages'],
      [again({ name: 'similar@6' }), 'similar@6, which its record does not hold'],
    ] as const) {
      expect(refused).toThrow(words)
      expect(refused).toThrow(expect.objectContaining({ code: 'unreplayable-decision' }))
    }
  })
})
