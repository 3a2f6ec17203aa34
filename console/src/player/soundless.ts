import { browserStorage } from '../browser-storage.ts'
import { createStore } from '../store.ts'

/**
 * What to do with a track that makes no sound: wait, or go on to the next, as the person chose in this browser.
 * Going on ends after a few in a row: where nothing can be reached, the queue would run through in a second.
 */
const key = 'segue.pass-over-soundless'
export const mostInARow = 3

export const soundlessStore = createStore({ passOver: browserStorage.read(key) === 'yes' })

export const setPassOver = (passOver: boolean): void => {
  soundlessStore.set({ passOver })
  if (passOver) browserStorage.write(key, 'yes')
  else browserStorage.remove(key)
}
