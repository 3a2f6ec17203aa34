import { AppError } from '#domain'
import { heardArtistsOf, whereItStands } from '../ask.ts'
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
import { spacedOn } from '../selectors/spaced.ts'
import { nearSeed } from '../sources/near-seed.ts'
import { playedAfter } from '../sources/played-after.ts'
import { seeded } from '../sources/seeded.ts'
import { soundsLike } from '../sources/sounds-like.ts'
import { createSurface, itemsOf } from '../surface.ts'
import { cachedInSession, popularInSessionSlate } from './lower-tiers.ts'
import { type SessionQuery, sessionOwnSchema } from './session-query.ts'

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

const radio = guarded<SessionQuery>()('radio', [seeded, nearSeed, playedAfter, soundsLike], (line) =>
  line.hydrate(inSession).filter(newToSession).filter(justHeard),
)
  .hydrate(taste)
  .hydrate(crowd)
  .hydrate(nearness)
  .score(blend('radio-blend', weights), byPopularity)
  .select(spacedOn({ gap: 3, perArtist: 4, rest: 5 }))
  .present(facts)

export const session = createSurface({
  name: 'session',
  recipe: 'session@8',
  own: sessionOwnSchema,
  ask(asking, reads) {
    const { session: asked } = asking
    if (asked === undefined) throw new AppError('internal', 'a session was asked without saying which')
    const { playing, ...stands } = whereItStands(asking, reads)
    return {
      ...stands,
      heardArtists: heardArtistsOf(asking, playing, reads),
      session: { id: asked.id, seed: asked.seed },
    }
  },
  about: (own) => own.session,
  sessionId: (own) => own.session.id,
  answer: {
    full: async (query, run) => ({ items: itemsOf(query, await run(radio, query)) }),
    cached: async (query, run) => ({ items: itemsOf(query, await run(cachedInSession, query)) }),
    popular: async (query, run) => ({ items: itemsOf(query, await run(popularInSessionSlate, query)) }),
  },
})
