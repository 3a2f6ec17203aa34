import { z } from 'zod'
import { AppError } from '#domain'
import type { Source } from '#pipeline'
import { heardArtistsOf, whereItStands } from '../ask.ts'
import type { Found } from '../candidate.ts'
import { artistsYouPlay } from '../candidate-generation/artists-you-play.ts'
import { nearSeed } from '../candidate-generation/near-seed.ts'
import { playedAfter } from '../candidate-generation/played-after.ts'
import { type InSessionOf, seeded } from '../candidate-generation/seeded.ts'
import { soundsLike } from '../candidate-generation/sounds-like.ts'
import { tagsYouPlay } from '../candidate-generation/tags-you-play.ts'
import { justHeard } from '../filters/just-heard.ts'
import { guarded } from '../guarded.ts'
import { facts } from '../hydrators/facts.ts'
import type { Live } from '../query.ts'
import { asItems } from '../recipes/as-items.ts'
import { oneOf } from '../recipes/one-of.ts'
import { sourcesOf, stageName } from '../recipes/parameters.ts'
import { ranking, readThenRank } from '../recipes/ranking.ts'
import { diversifiedOn } from '../selectors/diversification.ts'
import { createSurface } from '../surface.ts'
import { isGone } from './gone-seed.ts'
import { cachedInSession, popularInSessionLine } from './lower-tiers.ts'
import { session8 } from './session-8.ts'
import { session9 } from './session-9.ts'
import { session10 } from './session-10.ts'
import { session11 } from './session-11.ts'
import { type SessionQuery, sessionOwnSchema } from './session-query.ts'
import { staysAway } from './stays-away.ts'

/** What stands in for a seed that is gone; of one that is there, nothing else leads. */
const whereSeedIsGone = <Q extends InSessionOf>({
  enabled,
  ...source
}: Source<Q & Live, Found>): Source<Q & Live, Found> => ({
  ...source,
  enabled: (query) => isGone(query.session.seed, query.reads) && (enabled?.(query) ?? true),
})

/** A radio, as recipes may have it: what was skipped in the session stays away in all of them. */
const radio = z
  .strictObject({
    name: stageName,
    sources: sourcesOf(
      oneOf(
        seeded,
        nearSeed,
        playedAfter,
        soundsLike,
        artistsYouPlay.transform(whereSeedIsGone<InSessionOf>),
        tagsYouPlay.transform(whereSeedIsGone<InSessionOf>),
      ),
    ),
    inSession: staysAway,
    keepsOut: z.array(justHeard).max(1),
    ...ranking,
    select: diversifiedOn,
    present: facts,
  })
  .transform(({ name, sources, inSession, keepsOut, hydrate, score, select, present }) =>
    guarded<SessionQuery>()(name, sources, (line) =>
      keepsOut.reduce(
        (left, stage) => left.filter(stage),
        line.hydrate(inSession.hydrator).filter(inSession.filter),
      ),
    )
      .ranked(readThenRank(hydrate, score))
      .select(select)
      .present(present),
  )

export const session = createSurface({
  name: 'session',
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
  tiers: {
    full: asItems(radio),
    cached: asItems(cachedInSession),
    popular: asItems(popularInSessionLine),
  },
  recipes: [session11, session10, session9, session8],
})
