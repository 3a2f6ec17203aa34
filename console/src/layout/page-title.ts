import { useEffect } from 'react'
import { tabTitle } from '../formatting.ts'
import { playerStore } from '../player/player-store.ts'
import { soundStore } from '../player/sound.ts'
import { createStore } from '../store.ts'

/**
 * What the page on screen is called: first in the tab's title and in the browser's history, whatever plays, and
 * said aloud when another page opens. A page that is still loading keeps the name of the one before until it knows
 * its own. The trap closed here: a search that changes the name with every letter is read out with every letter.
 */
export const pageTitle = createStore({ page: '', path: '', announced: '' })

export const usePageTitle = (page: string | undefined): void =>
  useEffect(() => {
    if (page === undefined) return
    const { pathname: path } = location
    const before = pageTitle.get()
    // The first one is read out with the document itself.
    const opened = before.page !== '' && before.path !== path
    pageTitle.set({ page, path, ...(opened && { announced: page }) })
  }, [page])

/** Keeps the title of the tab; nothing else writes it. */
export const connectPageTitle = (): void => {
  const show = () => {
    const title = tabTitle(
      pageTitle.get().page,
      soundStore.get().playing ? playerStore.get().current?.track : undefined,
    )
    if (document.title !== title) document.title = title
  }
  for (const store of [pageTitle, playerStore, soundStore]) store.subscribe(show)
}
