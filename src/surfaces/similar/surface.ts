import { guarded } from '../guarded.ts'
import { crowd } from '../hydrators/crowd.ts'
import { facts } from '../hydrators/facts.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
import { blend } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { spaced } from '../selectors/spaced.ts'
import { alikeInStyle } from '../sources/alike-in-style.ts'
import { oftenPlayedAfter } from '../sources/often-played-after.ts'
import { itemsOf, type Surface } from '../surface.ts'
import { cachedItems, popularItems } from '../tiers.ts'

/**
 * Tracks like one track, for anybody: only limits are the listener's own. Each is close to it in style, often played
 * after it, or shares a tag with it that tells something; where few are, the list is short.
 */
const weights = {
  after: 0.6,
  sound: 1,
  artistTaste: 0,
  tagTaste: 0,
  popularity: 0.1,
  again: 0,
  skippedSound: 0,
  seed: 0,
  noise: 0,
}

const likeThis = guarded('like-this', [alikeInStyle, oftenPlayedAfter], (line) => line)
  .hydrate(taste)
  .hydrate(crowd)
  .hydrate(nearness)
  .score(blend('similar-blend', weights), byPopularity)
  .select(spaced(2, 3))
  .present(facts)

export const similar: Surface = {
  name: 'similar',
  recipe: 'similar@7',
  mayBeEmpty: true,
  answer: {
    full: async (query, run) => ({ items: itemsOf(query, await run(likeThis, query)) }),
    cached: async (query, run) => ({ items: await cachedItems(query, run) }),
    popular: async (query, run) => ({ items: await popularItems(query, run) }),
  },
}
