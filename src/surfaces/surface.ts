import type { z } from 'zod'
import { AppError, type SessionId } from '#domain'
import type { Awaitable, Run } from '#pipeline'
import type { Item, Shelf, SurfaceName, Tier } from './answers.ts'
import type { Asking } from './ask.ts'
import type { Found } from './candidate.ts'
import type { Servable } from './guarded.ts'
import type { Facts } from './hydrators/facts.ts'
import type { CommonQuery, KeptQuery } from './query.ts'
import type { Reads } from './reads.ts'
import { type Explained, reasonFor } from './reasons.ts'

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
  readonly mayBeEmpty: boolean
  ask(asking: Asking, reads: Reads): Question
  /** A question of before, from its record. Throws `corrupt-record` where its own part is none of this surface's. */
  askAgain(query: KeptQuery): Question
}

/** One request to one surface: holds the query by its type, so that nobody else needs to know it. */
export interface Question {
  readonly surface: Surface
  readonly query: KeptQuery
  /** What is asked besides who asks and where; as JSON, two are the same question when this is. */
  readonly about: unknown
  readonly sessionId?: SessionId | undefined
  answer(tier: Tier, run: RunPipeline): Promise<Content>
}

/** Only what was guarded is run: see `guarded.ts`. `title` names the run to those who ask how an answer came to be. */
export type RunOnly = <Q extends CommonQuery, C extends object>(
  pipeline: Servable<Q, C>,
  query: Q,
  title?: string,
) => Promise<Run<C>>

export interface RunPipeline extends RunOnly {
  /**
   * Something that is read once for an answer and decides how it goes on (a plan, the answer of a language model). It is
   * written down under its name and not read again in a replay; `live` must give what JSON can hold. What it fails with is written down
   * too, and thrown as `broken-stage` now and in every replay.
   */
  read<T>(name: string, schema: z.ZodType<T>, live: (reads: Reads) => Awaitable<T>): Promise<T>
}

export type Content = { readonly items: readonly Item[] } | { readonly shelves: readonly Shelf[] }

/** What makes a surface; `Own` is the part of the query that it owns. */
export interface SurfaceParts<Own extends object> {
  readonly name: SurfaceName
  readonly recipe: string
  readonly mayBeEmpty?: boolean
  readonly own: z.ZodType<Own>
  ask(asking: Asking, reads: Reads): Own
  /** As `about` and `sessionId` of `Question`. */
  readonly about?: (own: Own) => unknown
  readonly sessionId?: (own: Own) => SessionId
  readonly answer: Readonly<Record<Tier, (query: CommonQuery & Own, run: RunPipeline) => Promise<Content>>>
}

export const createSurface = <Own extends object>(parts: SurfaceParts<Own>): Surface => {
  const { name, recipe, mayBeEmpty = false } = parts
  const questionOf = (common: CommonQuery, own: Own): Question => {
    const query = { ...common, ...own }
    return {
      surface,
      query: { ...common, own },
      about: parts.about?.(own),
      sessionId: parts.sessionId?.(own),
      answer: (tier, run) => parts.answer[tier](query, run),
    }
  }
  const surface: Surface = {
    name,
    recipe,
    mayBeEmpty,
    ask(asking, reads) {
      const { requestId, listenerId, asOf, limit, market } = asking
      const common = {
        requestId,
        surface: name,
        ...(listenerId !== undefined && { listenerId }),
        asOf,
        // The request id is random and new for every request; in the record it makes the draw repeatable.
        seed: requestId,
        limit,
        ...(market !== undefined && { market }),
        guard: 2 as const,
      }
      return questionOf(common, parts.ask(asking, reads))
    },
    askAgain({ own, ...common }) {
      const parsed = parts.own.safeParse(own)
      if (parsed.success) return questionOf(common, parsed.data)
      throw new AppError('corrupt-record', `the decision record has no readable query of ${name}`)
    },
  }
  return surface
}

/** The selected of a run as they are shown, with their reasons; scores to four digits. */
export const itemsOf = <C extends Found & Facts>(query: Explained, { selected, scores }: Run<C>): Item[] =>
  selected.map((candidate, place) => ({
    track: candidate.track,
    reason: reasonFor(query, candidate),
    score: Math.round((scores[place] ?? 0) * 10_000) / 10_000,
  }))

export const itemsIn = (content: Content): readonly Item[] =>
  'items' in content ? content.items : content.shelves.flatMap((shelf) => shelf.items)
