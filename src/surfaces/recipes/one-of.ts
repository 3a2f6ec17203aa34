import { z } from 'zod'

/** Stages that a recipe may choose from; each has its name under `use`. */
export const oneOf = <
  const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(
  ...options: Options
) => {
  const names = options.flatMap(({ _zod }) => [...(_zod.propValues?.use ?? [])].map(String))
  return z.discriminatedUnion('use', options, {
    error: ({ code }) =>
      code === 'invalid_union'
        ? `must be one of the stages that can stand here: ${names.join(', ')}`
        : undefined,
  })
}
