import { z } from 'zod'
import { heardArtistsOf, whereItStands } from '../ask.ts'
import { justHeard } from '../filters/just-heard.ts'
import { guarded } from '../guarded.ts'
import { crowd } from '../hydrators/crowd.ts'
import { facts } from '../hydrators/facts.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
import { type CommonQuery, ownFields } from '../query.ts'
import { blend } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { spacedOn } from '../selectors/spaced.ts'
import { artistsYouPlay } from '../sources/artists-you-play.ts'
import { explore } from '../sources/explore.ts'
import { heardBefore } from '../sources/heard-before.ts'
import { playedAfter } from '../sources/played-after.ts'
import { popular } from '../sources/popular.ts'
import { soundsLike } from '../sources/sounds-like.ts'
import { tagsYouPlay } from '../sources/tags-you-play.ts'
import { createSurface, itemsOf } from '../surface.ts'
import { cachedItems, popularNextItems } from '../tiers.ts'

/** Up next for one listener: near to what plays, to their taste, bent by what they just skipped. */
const weights = {
  after: 1,
  sound: 0.9,
  artistTaste: 0.5,
  tagTaste: 0.6,
  popularity: 0.3,
  again: 0.12,
  skippedSound: 0.35,
  seed: 0,
  noise: 0.05,
}

const upNext = guarded<NowPlayingQuery>()(
  'up-next',
  [playedAfter, soundsLike, artistsYouPlay, tagsYouPlay, heardBefore, popular, explore],
  (line) => line.filter(justHeard),
)
  .hydrate(taste)
  .hydrate(crowd)
  .hydrate(nearness)
  .score(blend('next-blend', weights), byPopularity)
  .select(spacedOn({ gap: 4, perArtist: 3, rest: 5 }))
  .present(facts)

const { currentKey, recentKeys, skippedKeys, excludedKeys, excludedRecordings, heardArtists } = ownFields
const own = z.object({ currentKey, recentKeys, skippedKeys, excludedKeys, excludedRecordings, heardArtists })
type NowPlayingQuery = CommonQuery & z.infer<typeof own>

/** The last good slate is that of the listener: what they were offered a moment ago is still good after another track. */
export const nowPlaying = createSurface({
  name: 'now-playing',
  recipe: 'now-playing@7',
  own,
  ask(asking, reads) {
    const { playing, ...stands } = whereItStands(asking, reads)
    return { ...stands, heardArtists: heardArtistsOf(asking, playing, reads) }
  },
  answer: {
    full: async (query, run) => ({ items: itemsOf(query, await run(upNext, query)) }),
    cached: async (query, run) => ({ items: await cachedItems(query, run) }),
    popular: async (query, run) => ({ items: await popularNextItems(query, run) }),
  },
})
