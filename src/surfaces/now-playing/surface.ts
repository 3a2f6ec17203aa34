import { z } from 'zod'
import { heardArtistsOf, whereItStands } from '../ask.ts'
import { justHeard } from '../filters/just-heard.ts'
import { guarded } from '../guarded.ts'
import { facts } from '../hydrators/facts.ts'
import { type CommonQuery, ownFields } from '../query.ts'
import { asItems } from '../recipes/as-items.ts'
import { oneOf } from '../recipes/one-of.ts'
import { sourcesOf, stageName } from '../recipes/parameters.ts'
import { ranking } from '../recipes/ranking.ts'
import { spacedOn } from '../selectors/spaced.ts'
import { artistsYouPlay } from '../sources/artists-you-play.ts'
import { explore } from '../sources/explore.ts'
import { heardBefore } from '../sources/heard-before.ts'
import { playedAfter } from '../sources/played-after.ts'
import { popular } from '../sources/popular.ts'
import { soundsLike } from '../sources/sounds-like.ts'
import { tagsYouPlay } from '../sources/tags-you-play.ts'
import { createSurface } from '../surface.ts'
import { cached, popularNext } from '../tiers.ts'
import { nowPlaying7 } from './now-playing-7.ts'

const { currentKey, recentKeys, skippedKeys, excludedKeys, excludedRecordings, heardArtists } = ownFields
const own = z.object({ currentKey, recentKeys, skippedKeys, excludedKeys, excludedRecordings, heardArtists })
type NowPlayingQuery = CommonQuery & z.infer<typeof own>

const source = oneOf(playedAfter, soundsLike, artistsYouPlay, tagsYouPlay, heardBefore, popular, explore)

/** Up next, as recipes may have it. */
const upNext = z
  .strictObject({
    name: stageName,
    sources: sourcesOf(source),
    keepsOut: z.array(justHeard).max(1),
    ...ranking,
    select: spacedOn,
    present: facts,
  })
  .transform(({ name, sources, keepsOut, hydrate: { taste, crowd, nearness }, score, select, present }) =>
    guarded<NowPlayingQuery>()(name, sources, (line) =>
      keepsOut.reduce((left, stage) => left.filter(stage), line),
    )
      .hydrate(taste)
      .hydrate(crowd)
      .hydrate(nearness)
      .score(...score)
      .select(select)
      .present(present),
  )

/** The last good slate is that of the listener: what they were offered a moment ago is still good after another track. */
export const nowPlaying = createSurface({
  name: 'now-playing',
  own,
  ask(asking, reads) {
    const { playing, ...stands } = whereItStands(asking, reads)
    return { ...stands, heardArtists: heardArtistsOf(asking, playing, reads) }
  },
  tiers: { full: asItems(upNext), cached: asItems(cached), popular: asItems(popularNext) },
  recipes: [nowPlaying7],
})
