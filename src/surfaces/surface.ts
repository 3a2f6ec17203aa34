import type { Run } from '#pipeline'
import type { Item, Shelf, SurfaceName, Tier } from './answers.ts'
import type { Found } from './candidate.ts'
import type { Servable } from './guarded.ts'
import type { Facts } from './hydrators/facts.ts'
import type { KeptQuery } from './query.ts'
import { reasonFor } from './reasons.ts'

/**
 * What every surface is: a name, a recipe version, and one way to answer for each tier. The ways are asked
 * in the order full, cached, popular until one has something to show. They get their candidates only through
 * `run`, which records when serving and plays back when replaying: the surface can't tell which.
 */
export interface Surface {
  readonly name: SurfaceName
  /** Name and version of its stages and weights; a change that can change an answer raises it. */
  readonly recipe: string
  /** True where nothing is an answer of the full tier, and anything else would claim what is not so. */
  readonly mayBeEmpty?: boolean
  readonly answer: Readonly<Record<Tier, (query: KeptQuery, run: RunPipeline) => Promise<Content>>>
}

/** Only what was guarded is run: see `guarded.ts`. */
export type RunPipeline = <C extends object>(pipeline: Servable<C>, query: KeptQuery) => Promise<Run<C>>

export type Content = { readonly items: readonly Item[] } | { readonly shelves: readonly Shelf[] }

/** The selected of a run as they are shown, with their reasons; scores to four digits. */
export const itemsOf = <C extends Found & Facts>(query: KeptQuery, { selected, scores }: Run<C>): Item[] =>
  selected.map((candidate, place) => ({
    track: candidate.track,
    reason: reasonFor(query, candidate),
    score: Math.round((scores[place] ?? 0) * 10_000) / 10_000,
  }))

export const itemsIn = (content: Content): readonly Item[] =>
  'items' in content ? content.items : content.shelves.flatMap((shelf) => shelf.items)
