import { mayTakeThePlace } from './keeping-true.ts'
import { type Entry, playerStore, type Wish } from './player-store.ts'

/**
 * What was chosen last to play. What is chosen begins when it is known to be there, or when its session has come; the trap is one
 * that comes late and takes the place of what was wanted since: another choice, the next track, the one before.
 */
let chosen = 0
/** What was asked for last since something was chosen: what it does when it is here. */
let asked: Wish = 'playing'

/** Another wish than all before. Answers whether it is the last one still. */
export const choose = (): (() => boolean) => {
  chosen += 1
  const choice = chosen
  asked = 'playing'
  return () => choice === chosen
}

export const askOfChosen = (wish: Wish): void => {
  asked = wish
}

export const askedOfChosen = (): Wish => asked

/**
 * The first of what was pressed that may take the place of what plays, which goes on until that is known; undefined where none may, or
 * something else is wanted by then. Where nothing plays there is nothing to lose.
 */
export const firstToBegin = async <Pressed extends Entry>(
  pressed: readonly Pressed[],
): Promise<Pressed | undefined> => {
  const isWanted = choose()
  if (playerStore.get().current === undefined) return pressed[0]
  for (const entry of pressed) {
    const may = await mayTakeThePlace(entry)
    if (!isWanted()) return undefined
    if (may) return entry
  }
  return undefined
}
