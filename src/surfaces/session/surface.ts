import { newToSession } from '../filters/in-session.ts'
import { justHeard } from '../filters/just-heard.ts'
import { guarded } from '../guarded.ts'
import { crowd } from '../hydrators/crowd.ts'
import { facts } from '../hydrators/facts.ts'
import { inSession } from '../hydrators/in-session.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
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

const radio = guarded('radio', [seeded, nearSeed, playedAfter, soundsLike], (line) =>
  line.hydrate(inSession).filter(newToSession).filter(justHeard),
)
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
