import { type Instant, instant } from '#domain'
import type { BlockTarget, EventOf } from '#log'
import { entity, parseEntity } from './entity.ts'
import type { Feature } from './feature.ts'
import { type LatestValue, latestValue } from './latest-value.ts'
import type { StateEntry } from './owner-states.ts'

/**
 * What a listener never wants to hear: 1 blocked, 0 not. Owner `listener:<id>`, about `artist:<id>`,
 * `track:<id>` or `tag:<tag>` as the word has it: new ones as all spellings fold, old ones as they were spelt, each of
 * which was a block of its own; the state is [value, since]; an unblock stays as a 0. For a whole slate read `entries` once (most listeners have none) instead of
 * asking for every credit of every candidate.
 */
export const blocked: Feature<LatestValue> = {
  id: 'blocked@4',
  width: 2,
  keys: (event) =>
    event.type === 'listener.blocked' || event.type === 'listener.unblocked'
      ? aboutsOf(event).map((about) => ({ owner: entity('listener', event.listenerId), about }))
      : [],
  fold: (state, event) => latestValue(state, event.type === 'listener.blocked' ? 1 : 0, event.at),
  value: (state) => state?.[0] ?? 0,
}

/** What is taken back is taken back under all its names. */
const aboutsOf = (event: EventOf<'listener.blocked' | 'listener.unblocked'>): readonly string[] => {
  const { kind, id } = event.target
  const ids = event.type === 'listener.blocked' ? [id] : [id, ...(event.alsoCalled ?? [])]
  return [...new Set(ids.map((one) => entity(kind, one)))]
}

/** What stands blocked in a listener's states of `blocked`, and since when; whoever reads blocks reads them here. */
export const blocksIn = (
  entries: Iterable<StateEntry>,
): readonly (BlockTarget & { readonly since: Instant })[] =>
  Array.from(entries).flatMap(({ about, state: [value, since] }) => {
    const { kind, id } = parseEntity(about)
    if (value !== 1 || kind === 'listener' || kind === 'session') return []
    return [{ kind, id, since: instant(since ?? 0) }]
  })
