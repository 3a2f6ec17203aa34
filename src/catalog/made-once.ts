/**
 * What is made of something that changes, kept until it has changed. The traps closed here: two who ask at once
 * must not make it twice, and whoever asks after a change must not be given what was begun before it.
 */
export const madeOnce = <Basis extends string | number, Made>(
  basis: () => Basis,
  make: (before: Made | undefined) => Promise<Made>,
): (() => Promise<Made>) => {
  interface Making {
    readonly of: Basis
    readonly made: Made
  }
  let last: { readonly of: Basis; readonly making: Promise<Making> } | undefined

  const after = async (before: Promise<Making> | undefined): Promise<Making> => {
    // Whoever asked for that one is told.
    const previous = await before?.catch(() => undefined)
    // By now it may have been made of a later change than the one that was asked about.
    const of = basis()
    return previous?.of === of ? previous : { of, made: await make(previous?.made) }
  }

  return async () => {
    const of = basis()
    if (last?.of !== of) {
      const asked = { of, making: after(last?.making) }
      last = asked
      // Told to all who await it; the next who asks has it made again.
      asked.making.catch(() => {
        if (last === asked) last = undefined
      })
    }
    return (await last.making).made
  }
}
