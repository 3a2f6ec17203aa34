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
      const { after, sound, skippedSound } = columns
      withSuccessors(query, (scoreOf) => {
        for (let place = 0; place < count; place++) after[place] = scoreOf(key[place] ?? 0)
      })
      if (anchor) models.cosinesTo(anchor, key, sound)
      if (skipped) models.cosinesTo(skipped, key, skippedSound)
      return { columns }
    },
  }))

/** By track key; zeros between two uses, also where one of them failed. */
let scores = new Float64Array(0)

/** Scores from the current track, and at half and a third of the weight from the two heard before it; only as long as `use` runs. */
const withSuccessors = (
  { currentKey, recentKeys = [], reads: { models, index } }: Leading & Live,
  use: (scoreOf: (key: number) => number) => void,
): void => {
  const from = currentKey === undefined ? recentKeys.slice(0, 3) : [currentKey, ...recentKeys.slice(0, 2)]
  const touched: number[] = []
  try {
    for (let place = 0; place < from.length; place++) {
      models.eachAfter(trackKey(from[place] ?? 0), 50, (key, score) => {
        if (key >= scores.length) scores = grown(scores, Math.max(key + 1, index.slots))
        touched.push(key)
        scores[key] = Math.max(scores[key] ?? 0, score / (1 + place))
      })
    }
    use((key) => scores[key] ?? 0)
  } finally {
    for (const key of touched) scores[key] = 0
  }
}

const grown = (column: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> => {
  const longer = new Float64Array(length)
  longer.set(column)
  return longer
}
