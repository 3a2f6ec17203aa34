import { AppError } from '#domain'

/** The one of that name; the first, which is the default, where none is named. Throws `not-found` with the names there are. */
export const learnerNamed = <Named extends { readonly name: string }>(
  learners: readonly Named[],
  name: string | undefined,
): Named => {
  const learner = learners.find((one) => name === undefined || one.name === name)
  if (learner !== undefined) return learner
  const names = learners.map((one) => one.name).join(', ')
  throw new AppError('not-found', `There is no model "${name}". Name one of: ${names}.`)
}
