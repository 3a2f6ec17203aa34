import { useSyncExternalStore } from 'react'

export const useMediaQuery = (query: string): boolean =>
  useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )

/** Wide enough for the player to stand beside the page; below it becomes a mini player and a sheet. */
export const useWide = (): boolean => useMediaQuery('(min-width: 1024px)')
