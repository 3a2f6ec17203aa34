import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found, viaOf } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { timeoutMs } from '../recipes/parameters.ts'

/**
 * Of the nearest to the track that is asked about, those that are close to it in style, and behind them those that
 * share a tag that tells something, which are marked as such: similarity counts people and releases above all, so that
 * a track of an artist of few tracks may have nobody close by and many of its kind. Nothing else fills it up.
 */
export const alikeInStyle = z.strictObject({ use: z.literal('alike-in-style'), timeoutMs }).transform(
  ({ timeoutMs }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
    name: 'alike-in-style',
    timeoutMs,
    find({ currentKey, reads: { models } }) {
      if (currentKey === undefined) return found('sounds-like', [])
      const track = trackKey(currentKey)
      const near = models.nearTrack(track)
      const close = near.filter((key) => models.close(track, key))
      const sharing = near.filter((key) => !close.includes(key) && models.sharedTag(track, key) !== undefined)
      const all = found('sounds-like', [...close, ...sharing], currentKey)
      all.via.fill(viaOf('shares-tag'), close.length)
      return all
    },
  }),
)
