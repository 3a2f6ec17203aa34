import { AppError } from '#domain'
import { hashOf, type Recipe } from './recipe.ts'

/**
 * The recipe that a record names: by the text that the record brought, or by its name among those that are built in, where
 * it is from before recipes were documents. Built once for each text; so many are kept that an audit of a month finds them all.
 */
export type FindRecipe<Made> = (said: {
  readonly name: string
  readonly text?: string | undefined
}) => Recipe<Made>

const textsKept = 100

export const createRecipes = <Made>(
  known: readonly Recipe<Made>[],
  read: (document: unknown) => Recipe<Made>,
): FindRecipe<Made> => {
  const byName = new Map(known.map((recipe) => [recipe.name, recipe]))
  const byHash = new Map(known.map((recipe) => [recipe.hash, recipe]))
  return ({ name, text }) => {
    const found =
      text === undefined ? byName.get(name) : (byHash.get(hashOf(text)) ?? built(name, text, read))
    if (found === undefined)
      throw unreplayable(
        `This decision was served by the recipe ${name}, which its record does not hold and this Segue does not have. Ask a Segue of the version that served it.`,
      )
    // Moved to the end: what was asked for longest ago goes first.
    byHash.delete(found.hash)
    byHash.set(found.hash, found)
    const [oldest] = byHash.keys()
    if (byHash.size > textsKept && oldest !== undefined) byHash.delete(oldest)
    return found
  }
}

const unreplayable = (message: string, options?: ErrorOptions) =>
  new AppError('unreplayable-decision', message, options)

const built = <Made>(name: string, text: string, read: (document: unknown) => Recipe<Made>): Recipe<Made> => {
  try {
    return read(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw unreplayable(
      `This decision was served by the recipe ${name}, which asks for what this Segue does not have: ask a Segue of the version that served it. ${why}`,
      { cause },
    )
  }
}
