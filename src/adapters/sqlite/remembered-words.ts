/**
 * What was looked up of each word. The trap closed here is a bound by number: words are a few hundred characters
 * most often and tens of thousands at most, so a number that suits the first would fill the memory with the second.
 */
export interface RememberedWords<Known> {
  get(word: string): Known | undefined
  /** Forgets all others first when it would be too much. */
  set(word: string, known: Known): void
  clear(): void
}

/** About what the entry of a word takes besides its characters. */
const besides = 100

/** At most so many characters are kept, of one or two bytes each. */
export const createRememberedWords = <Known>(most: number): RememberedWords<Known> => {
  const remembered = new Map<string, Known>()
  let kept = 0
  const clear = (): void => {
    remembered.clear()
    kept = 0
  }
  return {
    get: (word) => remembered.get(word),
    set(word, known) {
      if (!remembered.has(word)) {
        const more = word.length + besides
        if (kept + more > most) clear()
        kept += more
      }
      remembered.set(word, known)
    },
    clear,
  }
}
