import { z } from 'zod'
import { recordingsOf } from '../ask.ts'
import { guarded } from '../guarded.ts'
import { crowd } from '../hydrators/crowd.ts'
import { facts } from '../hydrators/facts.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
import { type CommonQuery, ownFields } from '../query.ts'
import { blend } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { spaced } from '../selectors/spaced.ts'
import { alikeInStyle } from '../sources/alike-in-style.ts'
import { oftenPlayedAfter } from '../sources/often-played-after.ts'
import { createSurface, itemsOf } from '../surface.ts'
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

const likeThis = guarded<SimilarQuery>()('like-this', [alikeInStyle, oftenPlayedAfter], (line) => line)
  .hydrate(taste)
  .hydrate(crowd)
  .hydrate(nearness)
  .score(blend('similar-blend', weights), byPopularity)
  .select(spaced({ gap: 2, perArtist: 3 }))
  .present(facts)

const { currentKey, excludedRecordings } = ownFields
const own = z.object({ currentKey, excludedRecordings })
type SimilarQuery = CommonQuery & z.infer<typeof own>

export const similar = createSurface({
  name: 'similar',
  recipe: 'similar@7',
  mayBeEmpty: true,
  own,
  // What is like a track is so for anybody, whatever they heard before.
  ask: ({ currentKey: key }, reads) => ({
    ...(key !== undefined && { currentKey: key }),
    excludedRecordings: key === undefined ? [] : recordingsOf([key], reads),
  }),
  about: ({ currentKey: key }) => key,
  answer: {
    full: async (query, run) => ({ items: itemsOf(query, await run(likeThis, query)) }),
    cached: async (query, run) => ({ items: await cachedItems(query, run) }),
    popular: async (query, run) => ({ items: await popularItems(query, run) }),
  },
})
