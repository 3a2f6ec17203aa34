import { trackKey } from '#domain'
import { blankColumns, type ColumnKinds, type Hydrator } from '#pipeline'
import { anchorVector, centroid, skipsHeeded } from '../anchor.ts'
import type { Found } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { leftOutOr } from '../recipes/left-out.ts'

/**
 * How similar a track is to what plays: `after` is how often listening goes on to it from the current or recent
 * tracks (0 to 1), `sound` the cosine to the anchor vector, `skippedSound` the cosine to what was skipped just
 * now (0 when nothing was).
 */
export type Similarity = Readonly<Record<'after' | 'sound' | 'skippedSound', number>>

const adds: ColumnKinds<Similarity> = { after: 'half', sound: 'half', skippedSound: 'half' }

/** `name` is the word that its recipe has for it. */
export const similarity = (name: 'similarity' | 'nearness') =>
  leftOutOr((timeoutMs): Hydrator<Leading & Live, Found, Similarity> & { readonly absent: Similarity } => ({
    name,
    timeoutMs,
    absent: { after: 0, sound: 0, skippedSound: 0 },
    adds,
    hydrate(query, { columns: { key }, count }) {
      const { models } = query.reads
      const columns = blankColumns(adds, count)
      const anchor = anchorVector(query)
      const skipped = centroid((query.skippedKeys ?? []).slice(0, skipsHeeded), models)
      const followers = followersOf(query)
      const { after, sound, skippedSound } = columns
      for (let place = 0; place < count; place++) {
        const track = trackKey(key[place] ?? 0)
        after[place] = followers.get(track) ?? 0
        if (anchor) sound[place] = models.cosine(track, anchor)
        if (skipped) skippedSound[place] = models.cosine(track, skipped)
      }
      return { columns }
    },
  }))

/** From the current track, and at half and a third of the weight from the two heard before it. */
const followersOf = ({
  currentKey,
  recentKeys = [],
  reads: { models },
}: Leading & Live): ReadonlyMap<number, number> => {
  const from = currentKey === undefined ? recentKeys.slice(0, 3) : [currentKey, ...recentKeys.slice(0, 2)]
  const followers = new Map<number, number>()
  for (const [place, anchor] of from.entries()) {
    for (const { key, score } of models.after(trackKey(anchor), 50)) {
      followers.set(key, Math.max(followers.get(key) ?? 0, score / (1 + place)))
    }
  }
  return followers
}
