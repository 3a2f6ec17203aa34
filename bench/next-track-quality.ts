import { setImmediate as nextTurn } from 'node:timers/promises'
/**
 * Do the models know more than the charts? A world's last day is held out; for every two tracks played one
 * after the other in a session of that day, a hit is when the second is among a model's 20 best after the
 * first (HR@20). The world's structure is hidden from the models, so this measures learning; it says nothing
 * about how people listen. Real sessions are measured by the evaluation commands.
 */
import { dayMs, instant, type ScoredKey, type TrackKey } from '#domain'
import type { AppEvent } from '#log'
import { createContent, createCoOccurrence, createPopularity, train } from '#models'
import { generateWorld } from '#world'
import type { Claim } from './claim.ts'
import { worldCatalog } from './world-catalog.ts'

const tracks = 21_502
const listeners = 250
const days = 75
const length = 20
const endsAt = instant(Date.UTC(2026, 10, 1))
const splitAt = instant(endsAt - dayMs)

interface Step {
  readonly from: TrackKey
  readonly to: TrackKey
}

export const nextTrackQuality: Claim = {
  name: 'next-track-quality',
  describe: `HR@${length} of the next track on the held-out last day of a generated world of ${tracks.toLocaleString('en')} tracks`,
  meaning:
    'Shows that the models learn a structure that was hidden from them. It says nothing about people: the world is generated.',
  run: async () => {
    const world = generateWorld({ tracks, listeners, days, seed: 'quality', endsAt })
    const catalog = worldCatalog(world.tracks)
    const past: AppEvent[] = []
    const steps: Step[] = []
    const lastHeard = new Map<string, TrackKey>()
    for (const batch of world.events())
      for (const event of batch) {
        if (event.at < splitAt) past.push(event)
        else if (event.type === 'track.played' && event.sessionId !== undefined) {
          const to = catalog.get(event.trackId)?.key
          const from = lastHeard.get(event.sessionId)
          if (to === undefined) continue
          if (from !== undefined) steps.push({ from, to })
          lastHeard.set(event.sessionId, to)
        }
      }
    const input = { events: past, catalog, asOf: splitAt }
    const popularity = createPopularity()
    const coOccurrence = createCoOccurrence()
    const content = createContent()
    const top = popularity.load(train(popularity, input).bytes).top(length)
    const heardTogether = coOccurrence.load(train(coOccurrence, input).bytes)
    const alike = await content.load(train(content, input).bytes).openIndex(catalog.tracks(), nextTurn)
    const byPopularity = hitRate(steps, () => keysOf(top))
    const byCoOccurrence = hitRate(steps, ({ from }) => keysOf(heardTogether.after(from, length)))
    const byContent = hitRate(steps, ({ from }) => alike.similar(from, length).keys)
    return [
      { name: 'steps', value: steps.length, unit: '' },
      { name: 'popularity', value: byPopularity, unit: '' },
      { name: 'co-occurrence', value: byCoOccurrence, unit: '' },
      { name: 'content', value: byContent, unit: '' },
      {
        name: 'co-occurrence over popularity',
        value: byCoOccurrence / byPopularity,
        unit: '×',
        bar: { atLeast: 1.5 },
      },
      { name: 'content over popularity', value: byContent / byPopularity, unit: '×', bar: { atLeast: 1.5 } },
    ]
  },
}

const keysOf = (scored: readonly ScoredKey[]) => Uint32Array.from(scored, ({ key }) => key)

const hitRate = (steps: readonly Step[], answer: (step: Step) => Uint32Array): number =>
  steps.filter((step) => answer(step).includes(step.to)).length / Math.max(1, steps.length)
