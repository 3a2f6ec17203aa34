import { z } from 'zod'
import { recordingsOf } from '../ask.ts'
import { alikeInStyle } from '../candidate-generation/alike-in-style.ts'
import { oftenPlayedAfter } from '../candidate-generation/often-played-after.ts'
import { guarded } from '../guarded.ts'
import { facts } from '../hydrators/facts.ts'
import { type CommonQuery, ownFields } from '../query.ts'
import { asItems } from '../recipes/as-items.ts'
import { oneOf } from '../recipes/one-of.ts'
import { sourcesOf, stageName } from '../recipes/parameters.ts'
import { ranking, readThenRank } from '../recipes/ranking.ts'
import { diversifiedPage } from '../selectors/diversification.ts'
import { createSurface } from '../surface.ts'
import { cached, popularPage } from '../tiers.ts'
import { similar7 } from './similar-7.ts'
import { similar8 } from './similar-8.ts'
import { similar9 } from './similar-9.ts'

const { currentKey, excludedRecordings } = ownFields
const own = z.object({ currentKey, excludedRecordings })
type SimilarQuery = CommonQuery & z.infer<typeof own>

/**
 * Tracks like one track, for anybody: only limits are the listener's own. Each is close to it in style, often played
 * after it, or shares a tag with it that tells something; where few are, the list is short. So no recipe can name another source.
 */
const likeThis = z
  .strictObject({
    name: stageName,
    sources: sourcesOf(oneOf(alikeInStyle, oftenPlayedAfter)),
    ...ranking,
    select: diversifiedPage,
    present: facts,
  })
  .transform(({ name, sources, hydrate, score, select, present }) =>
    guarded<SimilarQuery>()(name, sources, (line) => line)
      .ranked(readThenRank(hydrate, score))
      .select(select)
      .present(present),
  )

export const similar = createSurface({
  name: 'similar',
  mayBeEmpty: true,
  own,
  // What is like a track is so for anybody, whatever they heard before.
  ask: ({ currentKey: key, distinctBy }, reads) => ({
    ...(key !== undefined && { currentKey: key }),
    excludedRecordings: key === undefined ? [] : recordingsOf([key], { distinctBy }, reads),
  }),
  about: ({ currentKey: key }) => key,
  tiers: { full: asItems(likeThis), cached: asItems(cached), popular: asItems(popularPage) },
  recipes: [similar9, similar8, similar7],
})
