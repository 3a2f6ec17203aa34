import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError, explainIssue, faultsIn } from '#domain'
import type { SurfaceName } from '../answers.ts'

/**
 * A recipe is a document: which stages a surface runs in each tier, in which order and with which weights, counts, gaps,
 * shares and timeouts. It is known by its name and by the hash of its text, the text goes with every record that was made
 * by it, and a replay runs the recipe of its record, whatever the surface serves by now. The limits are no part of
 * it: they are the guard's, whatever a document says.
 */
export interface Recipe<Made> {
  readonly name: string
  /** The first 16 hexadecimal digits of the SHA-256 of the text. */
  readonly hash: string
  /** JSON, on one line. */
  readonly text: string
  /** What an answer of it has each once, in every tier; absent for recordings. */
  readonly distinctBy?: 'song' | undefined
  /** What was built of it. */
  readonly made: Made
}

/** Of a document, by what a surface makes of its tiers. */
export const recipeSchema = <Tiers>(surface: SurfaceName, tiers: z.ZodType<Tiers>) =>
  z.strictObject({
    recipe: z.string().regex(new RegExp(`^${surface}@[a-z0-9.-]{1,40}$`), `must be a name like ${surface}@7`),
    surface: z.literal(surface),
    distinctBy: z.literal('song').optional(),
    tiers,
  })

/** Throws `invalid-recipe`, with every place that is wrong and how. */
export const readRecipe = <Tiers>(
  schema: z.ZodType<Pick<Recipe<Tiers>, 'distinctBy'> & { readonly recipe: string; readonly tiers: Tiers }>,
  document: unknown,
): Recipe<Tiers> => {
  const parsed = schema.safeParse(document, { error: explainIssue })
  if (!parsed.success) {
    const faults = faultsIn(parsed.error.issues).map(({ path, detail }) => `${path || 'It'} ${detail}`)
    throw new AppError('invalid-recipe', `This is no recipe that can be run here. ${faults.join('. ')}.`)
  }
  const text = JSON.stringify(document)
  const { recipe: name, distinctBy, tiers: made } = parsed.data
  return { name, hash: hashOf(text), text, distinctBy, made }
}

/** As queries name it. */
export const namedBy = (name: string, text: string): string => `${name}#${hashOf(text)}`

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
