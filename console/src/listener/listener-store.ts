import { newId } from '@segue/client'
import { browserStorage } from '../browser-storage.ts'
import { createStore, useStore } from '../store.ts'

/**
 * Who is listening. "You" is an id made once in this browser, so a first visitor really has no history; the
 * demo's simulated listeners can be looked through instead, and are named as simulated wherever they appear.
 */
const ownKey = 'segue.listener.own'
const currentKey = 'segue.listener.current'

const ownListener = (): string => {
  const known = browserStorage.read(ownKey)
  if (known) return known
  const made = `you-${newId().slice(0, 8)}`
  browserStorage.write(ownKey, made)
  return made
}

export const ownListenerId = ownListener()

interface ListenerState {
  readonly id: string
}
export const listenerStore = createStore<ListenerState>({
  id: browserStorage.read(currentKey) ?? ownListenerId,
})

export const switchListener = (id: string): void => {
  if (id === listenerStore.get().id) return
  browserStorage.write(currentKey, id)
  listenerStore.set({ id })
}

/** Makes the listener of another device the one of this browser; the page begins anew as that listener. */
export const listenHereAs = (id: string): void => {
  browserStorage.write(ownKey, id)
  browserStorage.write(currentKey, id)
  location.assign('/')
}

export const currentListenerId = (): string => listenerStore.get().id
export const isSimulated = (id: string): boolean => id !== ownListenerId

export const useListenerId = (): string => useStore(listenerStore, (state) => state.id)
