import { useRouter, useRouterState } from '@tanstack/react-router'
import { ChevronDown, SkipForward } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useCallback, useEffect, useRef } from 'react'
import { Cover } from '../design/cover.tsx'
import { IconButton } from '../design/icon-button.tsx'
import { names, titled } from '../formatting.ts'
import { PlayButton } from './controls.tsx'
import { NowPlaying, tintOf } from './now-playing.tsx'
import { next } from './playback.ts'
import type { Entry } from './player-store.ts'
import { troubleInShort } from './sound-note.tsx'
import { usePlayer, useSound } from './use-player.ts'

/**
 * That the sheet is open stands in the history, above the page it covers: the way back closes it, and a link in it
 * leaves it. The trap closed here: on a phone the way back is how whatever fills the screen is put away.
 */
const useSheet = (hasTrack: boolean) => {
  const router = useRouter()
  const isOpen = useRouterState({ select: (state) => state.location.state.isPlayerOpen === true })
  const isClosing = useRef(false)
  useEffect(() => {
    if (isOpen) isClosing.current = false
  }, [isOpen])
  const open = () =>
    void router.navigate({
      to: '.',
      search: true,
      hash: true,
      state: (before) => ({ ...before, isPlayerOpen: true }),
      resetScroll: false,
    })
  const close = useCallback(() => {
    // The way back takes a moment; a second one would leave the page.
    if (!isClosing.current) router.history.back()
    isClosing.current = true
  }, [router])
  // With nothing in it, it would open by itself over the next track.
  useEffect(() => {
    if (isOpen && !hasTrack) close()
  }, [isOpen, hasTrack, close])
  return { isOpen, open, close }
}

const Progress = () => {
  const share = useSound((state) =>
    state.durationMs ? Math.round((state.positionMs / state.durationMs) * 1000) / 10 : 0,
  )
  return (
    <span
      className="absolute inset-x-3 bottom-0 h-0.5 overflow-hidden rounded-full bg-ink/10"
      aria-hidden="true"
    >
      <span
        className="block h-full bg-fill transition-[width] duration-300 ease-linear"
        style={{ width: `${share}%` }}
      />
    </span>
  )
}

const Sheet = ({ entry }: { entry: Entry }) => (
  <Dialog.Portal>
    <Dialog.Content
      aria-describedby={undefined}
      className="tinted fixed inset-0 z-50 overflow-y-auto bg-paper motion-safe:animate-[sheet_360ms_var(--ease-out)]"
      style={tintOf(entry.track)}
    >
      <div className="aura min-h-full px-6 pt-3 pb-10">
        <div className="mx-auto max-w-md">
          <div className="mb-1 flex justify-center">
            <Dialog.Title className="sr-only">Now playing</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close player" className="h-9 w-16">
                <ChevronDown className="size-6" />
              </IconButton>
            </Dialog.Close>
          </div>
          <NowPlaying entry={entry} coverClassName="max-h-[44vh] object-cover" />
        </div>
      </div>
    </Dialog.Content>
  </Dialog.Portal>
)

/** The player at the bottom of a phone; a tap opens the whole of it. */
export const MiniPlayer = () => {
  const entry = usePlayer((state) => state.current)
  const sheet = useSheet(entry !== undefined)
  const trouble = useSound((state) => state.trouble)
  if (!entry) return null
  return (
    <Dialog.Root open={sheet.isOpen} onOpenChange={(now) => (now ? sheet.open() : sheet.close())}>
      <section
        aria-label="Now playing"
        className="tinted relative mx-2 flex items-center gap-1 overflow-hidden rounded-2xl border border-line p-2 shadow-lift"
        style={{
          ...tintOf(entry.track),
          background: 'color-mix(in oklab, var(--tint-a) 16%, var(--raised))',
        }}
      >
        <Dialog.Trigger
          className="flex min-w-0 flex-1 items-center gap-3 rounded-xl text-left"
          aria-label={`Open player: ${titled(entry.track)}`}
        >
          <Cover of={entry.track} className="size-11 rounded-lg" />
          <span className="min-w-0">
            <span className="block truncate font-semibold text-sm">{entry.track.title}</span>
            <span className="block truncate text-soft text-xs">
              {[trouble && troubleInShort[trouble], names(entry.track.artists)].filter(Boolean).join(' · ')}
            </span>
          </span>
        </Dialog.Trigger>
        <PlayButton className="size-11" iconClassName="size-6" />
        <IconButton label="Next" strong className="size-11" onClick={next}>
          <SkipForward className="size-5" fill="currentColor" />
        </IconButton>
        <Progress />
      </section>
      <Sheet entry={entry} />
    </Dialog.Root>
  )
}
