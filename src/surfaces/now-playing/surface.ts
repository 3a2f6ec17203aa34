/** Up next for one listener: what a recipe of now-playing may run, in order. */
import { z } from 'zod'
import { calibratedTo, heardArtistsOf, whereItStands } from '../ask.ts'
import { artistsYouPlay } from '../candidate-generation/artists-you-play.ts'
import { closest } from '../candidate-generation/closest.ts'
import { explore } from '../candidate-generation/explore.ts'
import { furtherByArtists } from '../candidate-generation/further-by-artists.ts'
import { heardBefore } from '../candidate-generation/heard-before.ts'
import { lastPlayed } from '../candidate-generation/last-played.ts'
import { onRelease } from '../candidate-generation/on-release.ts'
import { playedAfter } from '../candidate-generation/played-after.ts'
import { popular } from '../candidate-generation/popular.ts'
import { soundsLike } from '../candidate-generation/sounds-like.ts'
import { tagsYouPlay } from '../candidate-generation/tags-you-play.ts'
import { justHeard } from '../filters/just-heard.ts'
import { guarded } from '../guarded.ts'
import { facts } from '../hydrators/facts.ts'
import { type CommonQuery, ownFields } from '../query.ts'
import { asItems } from '../recipes/as-items.ts'
import { oneOf } from '../recipes/one-of.ts'
import { sourcesOf, stageName } from '../recipes/parameters.ts'
import { ranking, readThenRank } from '../recipes/ranking.ts'
import { calibratedOn, diversifiedOn } from '../selectors/diversification.ts'
import { softlyDiversifiedOn } from '../selectors/soft-diversification.ts'
import { createSurface } from '../surface.ts'
import { cached, popularNext } from '../tiers.ts'
import { nowPlaying7 } from './now-playing-7.ts'
import { nowPlaying8 } from './now-playing-8.ts'
import { nowPlaying9 } from './now-playing-9.ts'
import { nowPlaying11 } from './now-playing-11.ts'
import { nowPlaying12 } from './now-playing-12.ts'
import { nowPlaying13 } from './now-playing-13.ts'
import { nowPlaying15 } from './now-playing-15.ts'

const { currentKey, recentKeys, skippedKeys, excludedKeys, excludedRecordings, heardArtists, calibration } =
  ownFields
const own = z.object({
  currentKey,
  recentKeys,
  skippedKeys,
  excludedKeys,
  excludedRecordings,
  heardArtists,
  calibration,
})
type NowPlayingQuery = CommonQuery & z.infer<typeof own>

const source = oneOf(
  playedAfter,
  soundsLike,
  artistsYouPlay,
  tagsYouPlay,
  heardBefore,
  popular,
  explore,
  onRelease,
  lastPlayed,
  closest,
  furtherByArtists,
)

const upNext = z
  .strictObject({
    name: stageName,
    sources: sourcesOf(source),
    keepsOut: z.array(justHeard).max(1),
    ...ranking,
    select: oneOf(calibratedOn, softlyDiversifiedOn, diversifiedOn),
    present: facts,
  })
  .transform(({ name, sources, keepsOut, hydrate, score, select, present }) => {
    const ranked = guarded<NowPlayingQuery>()(name, sources, (line) =>
      keepsOut.reduce((left, stage) => left.filter(stage), line),
    ).ranked(readThenRank(hydrate, score))
    return 'hydrator' in select
      ? ranked.hydrate(select.hydrator).select(select.selector).present(present)
      : ranked.select(select).present(present)
  })

/** The ranker learnt how those go on of whom much is known. Of others, and of where to begin, it says what everybody plays. */
const isKnownAndPlaying = ({ calibration, currentKey }: z.infer<typeof own>): boolean =>
  calibration !== undefined && currentKey !== undefined

/** The last good slate is that of the listener: what they were offered a moment ago is still good after another track. */
export const nowPlaying = createSurface({
  name: 'now-playing',
  own,
  ask(asking, reads) {
    const { playing, ...stands } = whereItStands(asking, reads)
    const calibration = calibratedTo(asking, playing, reads)
    return {
      ...stands,
      heardArtists: heardArtistsOf(asking, playing, reads),
      ...(calibration && { calibration }),
    }
  },
  tiers: { full: asItems(upNext), cached: asItems(cached), popular: asItems(popularNext) },
  recipes: [nowPlaying13, nowPlaying12, nowPlaying11, nowPlaying9, nowPlaying8, nowPlaying7],
  learnt: { document: nowPlaying15, serves: isKnownAndPlaying },
})
