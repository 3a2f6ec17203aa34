import { pipeline } from '#pipeline'
import { type Found, trackCandidates } from '../candidate.ts'
import { blocked } from '../filters/blocked.ts'
import { disliked } from '../filters/disliked.ts'
import { excluded } from '../filters/excluded.ts'
import { newToSession } from '../filters/in-session.ts'
import { justHeard } from '../filters/just-heard.ts'
import { credits } from '../hydrators/credits.ts'
import { crowd } from '../hydrators/crowd.ts'
import { facts } from '../hydrators/facts.ts'
import { history } from '../hydrators/history.ts'
import { inSession } from '../hydrators/in-session.ts'
import { limits } from '../hydrators/limits.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
import type { KeptQuery, Query } from '../query.ts'
import { blend } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { spaced } from '../selectors/spaced.ts'
import { nearSeed } from '../sources/near-seed.ts'
import { playedAfter } from '../sources/played-after.ts'
import { seeded } from '../sources/seeded.ts'
import { soundsLike } from '../sources/sounds-like.ts'
import { itemsOf, type Surface } from '../surface.ts'
import { cachedInSession, popularInSessionSlate } from './lower-tiers.ts'

/** A session stays with its seed; what is heard pulls it along, and what is skipped pushes it away. */
const weights = {
  after: 0.8,
  sound: 1.2,
  artistTaste: 0.25,
  tagTaste: 0.3,
  popularity: 0.2,
  again: 0.1,
  skippedSound: 0.45,
  seed: 0.45,
  noise: 0.05,
}

const radio = pipeline<Query, KeptQuery, Found>('radio', trackCandidates, [
  seeded,
  nearSeed,
  playedAfter,
  soundsLike,
])
  .hydrate(limits)
  .filter(blocked)
  .hydrate(history)
  .filter(disliked)
  .hydrate(inSession)
  .filter(newToSession)
  .filter(justHeard)
  .hydrate(credits)
  .filter(excluded)
  .hydrate(taste)
  .hydrate(crowd)
  .hydrate(nearness)
  .score(blend('radio-blend', weights), byPopularity)
  .select(spaced(3, 4, { rest: 5 }))
  .present(facts)

export const session: Surface = {
  name: 'session',
  recipe: 'session@8',
  answer: {
    full: async (query, run) => ({ items: itemsOf(query, await run(radio, query)) }),
    cached: async (query, run) => ({ items: itemsOf(query, await run(cachedInSession, query)) }),
    popular: async (query, run) => ({ items: itemsOf(query, await run(popularInSessionSlate, query)) }),
  },
}
