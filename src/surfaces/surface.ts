import { z } from 'zod'
import { AppError, type SessionId } from '#domain'
import { ranker } from '#models'
import type { Awaitable, Run } from '#pipeline'
import type { Item, Shelf, SurfaceName, Tier } from './answers.ts'
import type { AskedBy, Asking } from './ask.ts'
import type { Found } from './candidate.ts'
import type { Servable } from './guarded.ts'
import type { Facts } from './hydrators/facts.ts'
import type { CommonQuery, RecordedQuery } from './query.ts'
import type { Reads } from './reads.ts'
import { type Explained, reasonFor } from './reasons.ts'
import { createRecipes, type FindRecipe } from './recipes/known-recipes.ts'
import { type Recipe, readRecipe, recipeSchema } from './recipes/recipe.ts'

/**
 * What every surface is: a name, a recipe, and by that one way to answer for each tier. The ways are asked
 * in the order full, cached, popular until one has something to show. They get their candidates only through
 * `run`, which records when serving and plays back when replaying: the surface can't tell which.
 */
export interface Surface {
  readonly name: SurfaceName
  /** What it serves by: see `recipes/recipe.ts`. A change that can change an answer has another name. */
  readonly recipe: string
  /** What it serves by where the release has a ranker that was learnt; absent where that makes no difference. */
  readonly recipeLearnt?: string | undefined
  /** True where nothing is an answer of the full tier, and anything else would claim what is not so. */
  readonly mayBeEmpty: boolean
  ask(asking: Asking, reads: Reads): Question
  /**
   * A question of before, from its record, with the recipe it was answered by: its name and its text, which records from
   * before recipes were documents lack. Throws `corrupt-record` where the own part is none of this surface's, and
   * `unreplayable-decision` where the recipe is not known or asks for what there is not.
   */
  askAgain(
    query: RecordedQuery,
    recipe: Pick<Recipe<unknown>, 'name'> & { readonly text?: string | undefined },
  ): Question
  /** The same surface, serving by another recipe. Throws `invalid-recipe`. */
  by(document: unknown): Surface
}

/** One request to one surface: holds the query by its type, so that nobody else needs to know it. */
export interface Question {
  readonly surface: Surface
  readonly recipe: Recipe<unknown>
  readonly query: RecordedQuery
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

/** One way to answer. */
type Way<Own> = (query: CommonQuery & Own, run: RunPipeline) => Promise<Content>
type Ways<Own> = Readonly<Record<Tier, Way<Own>>>

/** What makes a surface; `Own` is the part of the query that it owns. */
export interface SurfaceParts<Own extends object> {
  readonly name: SurfaceName
  readonly mayBeEmpty?: boolean
  readonly own: z.ZodType<Own>
  ask(asking: AskedBy, reads: Reads): Own
  /** As `about` and `sessionId` of `Question`. */
  readonly about?: (own: Own) => unknown
  readonly sessionId?: (own: Own) => SessionId
  /** Every stage that a recipe may name for a tier, and what it makes of them. */
  readonly tiers: Readonly<Record<Tier, z.ZodType<Way<Own>>>>
  /** Documents, the one that serves first; those of before are found by name by records that lack their text. */
  readonly recipes: readonly [object, ...object[]]
  /**
   * The one that serves in its place where the release has a ranker that was learnt: it finds and spaces for that one. `serves` is
   * whether it does for who asks: the ranker learnt from choices of those of whom much is known, and says little of others.
   */
  readonly learnt?: { readonly document: object; readonly serves: (own: Own) => boolean }
}

export const createSurface = <Own extends object>(parts: SurfaceParts<Own>): Surface => {
  const schema = recipeSchema<Ways<Own>>(parts.name, z.strictObject(parts.tiers))
  const read = (document: unknown) => readRecipe(schema, document)
  const [first, ...before] = parts.recipes
  const serving = { usually: read(first), learnt: parts.learnt && read(parts.learnt.document) }
  // A question is read before it is known which of the two answers it.
  if (serving.learnt && serving.learnt.distinctBy !== serving.usually.distinctBy)
    throw new AppError(
      'invalid-recipe',
      `${serving.learnt.name} holds apart other tracks than ${serving.usually.name} does.`,
    )
  const known = [serving.usually, ...(serving.learnt ? [serving.learnt] : []), ...before.map(read)]
  return surfaceBy(parts, serving, { read, find: createRecipes(known, read) })
}

interface Serving<Made> {
  readonly usually: Recipe<Made>
  readonly learnt?: Recipe<Made> | undefined
}

interface Recipes<Made> {
  /** Throws `invalid-recipe`. */
  readonly read: (document: unknown) => Recipe<Made>
  /** Throws `unreplayable-decision`. */
  readonly find: FindRecipe<Made>
}

const surfaceBy = <Own extends object>(
  parts: SurfaceParts<Own>,
  { usually, learnt }: Serving<Ways<Own>>,
  recipes: Recipes<Ways<Own>>,
): Surface => {
  const { name, mayBeEmpty = false } = parts
  const questionOf = (asked: CommonQuery, own: Own, recipe: Recipe<Ways<Own>>): Question => {
    const common = { ...asked, recipe: `${recipe.name}#${recipe.hash}` }
    const query = { ...common, ...own }
    return {
      surface,
      recipe,
      query: { ...common, own },
      about: parts.about?.(own),
      sessionId: parts.sessionId?.(own),
      answer: (tier, run) => recipe.made[tier](query, run),
    }
  }
  const surface: Surface = {
    name,
    recipe: usually.name,
    recipeLearnt: learnt?.name,
    mayBeEmpty,
    ask(asking, reads) {
      const { distinctBy } = usually
      const own = parts.ask({ ...asking, distinctBy }, reads)
      const isLearnt = reads.models.predictor(ranker) !== undefined && parts.learnt?.serves(own) === true
      const common = { ...commonOf(name, asking), ...(distinctBy && { distinctBy }) }
      return questionOf(common, own, isLearnt ? (learnt ?? usually) : usually)
    },
    askAgain({ own, ...common }, said) {
      const recipe = recipes.find(said)
      const parsed = parts.own.safeParse(own)
      if (parsed.success) return questionOf(common, parsed.data, recipe)
      throw new AppError('corrupt-record', `the decision record has no readable query of ${name}`)
    },
    by: (document) => surfaceBy(parts, { usually: recipes.read(document) }, recipes),
  }
  return surface
}

const commonOf = (
  surface: SurfaceName,
  { requestId, listenerId, asOf, limit, market, assignments }: Asking,
): CommonQuery => ({
  requestId,
  surface,
  ...(listenerId !== undefined && { listenerId }),
  asOf,
  // The request id is random and new for every request; in the record it makes the draw repeatable.
  seed: requestId,
  limit,
  ...(market !== undefined && { market }),
  guard: 2,
  ...(assignments !== undefined && { assignments }),
})

/** The selected of a run as they are shown, with their reasons; scores to four digits. */
export const itemsOf = <C extends Found & Facts>(query: Explained, { selected, scores }: Run<C>): Item[] =>
  selected.map((candidate, place) => ({
    track: candidate.track,
    reason: reasonFor(query, candidate),
    score: Math.round((scores[place] ?? 0) * 10_000) / 10_000,
  }))

export const itemsIn = (content: Content): readonly Item[] =>
  'items' in content ? content.items : content.shelves.flatMap((shelf) => shelf.items)
