import { Link } from '@tanstack/react-router'
import { Keyboard } from 'lucide-react'
import { IconButton } from '../design/icon-button.tsx'
import { Logo } from '../design/logo.tsx'
import { ThemeToggle } from '../design/theme-toggle.tsx'
import { counted } from '../formatting.ts'
import { ListenerPicker, useAbout } from '../listener/listener-picker.tsx'
import { openShortcuts } from '../player/shortcuts.tsx'
import { pages } from './pages.ts'

/** Where the music comes from, always in sight. */
export const CatalogueLine = () => {
  const { data } = useAbout()
  if (!data) return null
  const { catalogue, simulated, version } = data
  return (
    <p className="text-[0.6875rem] text-faint leading-relaxed">
      {catalogue.label}
      <br />
      {counted(catalogue.tracks, 'track')} · {counted(catalogue.artists, 'artist')}
      {simulated && (
        <>
          <br />
          {counted(simulated.events, 'simulated event')}
        </>
      )}
      <br />
      Segue {version}
    </p>
  )
}

export const Sidebar = () => (
  <div className="sticky top-0 flex h-dvh flex-col gap-7 border-line border-r px-4 py-5">
    <Link to="/" className="w-fit rounded-lg px-2" aria-label="Segue, to Listen">
      <Logo />
    </Link>
    <nav aria-label="Main">
      <ul className="space-y-0.5">
        {pages.map(({ to, label, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className="flex items-center gap-3 rounded-xl px-3 py-2.5 font-medium text-[0.9375rem] text-soft transition hover:bg-ink/5 hover:text-ink data-[status=active]:bg-ink/8 data-[status=active]:text-ink data-[status=active]:[&_svg]:text-accent"
            >
              <Icon className="size-[1.125rem]" aria-hidden="true" /> {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
    <div className="flex-1" />
    <div className="px-2">
      <CatalogueLine />
    </div>
    <ListenerPicker />
    <div className="flex items-center justify-between">
      <ThemeToggle />
      <IconButton label="Keyboard shortcuts" onClick={openShortcuts}>
        <Keyboard className="size-4" />
      </IconButton>
    </div>
  </div>
)
