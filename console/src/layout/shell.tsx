import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Toasts } from '../design/toasts.tsx'
import { useWide } from '../design/use-media-query.ts'
import { BlocksDialog } from '../listener/blocks-dialog.tsx'
import { DevicesDialog } from '../listener/devices-dialog.tsx'
import { Announcer } from '../player/announcer.tsx'
import { PlayerPanel } from '../player/player-panel.tsx'
import { Shortcuts } from '../player/shortcuts.tsx'
import { usePlayer } from '../player/use-player.ts'
import { useStore } from '../store.ts'
import { Notices } from './notices.tsx'
import { pageTitle } from './page-title.ts'
import { PhoneFooter, PhoneHeader } from './phone-bars.tsx'
import { Sidebar } from './sidebar.tsx'

/** Takes the focus when another page opens, so that keys and readers go on there and not where they came from. */
const Main = () => {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef(path)
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) main.current?.focus({ preventScroll: true })
    before.current = path
  }, [path])
  return (
    <main id="main" ref={main} tabIndex={-1} className="min-w-0 pb-44 outline-none lg:pb-16">
      <Notices />
      <Outlet />
    </main>
  )
}

const PageAnnouncer = () => (
  <div role="status" aria-label="Page" className="sr-only">
    {useStore(pageTitle, (state) => state.announced)}
  </div>
)

/** The frame around every page: navigation, the page, the player. */
export const Shell = () => {
  const wide = useWide()
  const listening = useRouterState({ select: (state) => state.location.pathname === '/' })
  const idle = usePlayer((state) => state.current === undefined && state.notice === undefined)
  // While nothing plays and the player says nothing, pages other than Listen have the whole width.
  const panel = listening || !idle
  return (
    <>
      <a
        href="#main"
        className="sr-only rounded-lg bg-fill px-4 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-[80]"
      >
        Skip to content
      </a>
      {wide ? (
        <div
          className={
            panel
              ? 'grid grid-cols-[13.5rem_minmax(0,1fr)_21rem] xl:grid-cols-[15rem_minmax(0,1fr)_23.5rem]'
              : 'grid grid-cols-[13.5rem_minmax(0,1fr)] xl:grid-cols-[15rem_minmax(0,1fr)]'
          }
        >
          <Sidebar />
          <Main />
          {panel && <PlayerPanel />}
        </div>
      ) : (
        <>
          <PhoneHeader />
          <Main />
          <PhoneFooter />
        </>
      )}
      <PageAnnouncer />
      <Announcer />
      <Shortcuts />
      <BlocksDialog />
      <DevicesDialog />
      <Toasts />
    </>
  )
}
