import { Link } from '@tanstack/react-router'
import { Logo } from '../design/logo.tsx'
import { ThemeToggle } from '../design/theme-toggle.tsx'
import { ListenerPicker } from '../listener/listener-picker.tsx'
import { MiniPlayer } from '../player/mini-player.tsx'
import { Notice } from '../player/notice.tsx'
import { pages } from './pages.ts'

export const PhoneHeader = () => (
  <header className="sticky top-0 z-30 flex items-center justify-between bg-paper/85 px-5 py-3 backdrop-blur-xl">
    <Link to="/" className="touch" aria-label="Segue, to Listen">
      <Logo />
    </Link>
    <div className="flex items-center gap-3">
      <ThemeToggle />
      <ListenerPicker compact />
    </div>
  </header>
)

/** The mini player above the pages, both within a thumb's reach. */
export const PhoneFooter = () => (
  <div className="fixed inset-x-0 bottom-0 z-30">
    <div className="mx-2 mb-1 rounded-xl bg-raised">
      <Notice />
    </div>
    <MiniPlayer />
    <nav
      aria-label="Main"
      className="mt-2 border-line border-t bg-paper/90 pb-[env(safe-area-inset-bottom)] backdrop-blur-xl"
    >
      <ul className="flex">
        {pages.map(({ to, label, Icon }) => (
          <li key={to} className="flex-1">
            <Link
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className="flex flex-col items-center gap-1 rounded-xl py-2 font-medium text-[0.6875rem] text-faint data-[status=active]:text-ink data-[status=active]:[&_svg]:text-accent"
            >
              <Icon className="size-[1.375rem]" aria-hidden="true" /> {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  </div>
)
