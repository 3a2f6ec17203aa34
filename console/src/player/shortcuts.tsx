import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useEffect } from 'react'
import { IconButton } from '../design/icon-button.tsx'
import { currentListenerId } from '../listener/listener-store.ts'
import { createStore, useStore } from '../store.ts'
import { stepRepeat, toggleShuffle } from './arranging.ts'
import { next, previous, rate, togglePlay } from './playback.ts'
import { playerStore, ratingKey } from './player-store.ts'

const dialog = createStore({ open: false })
export const openShortcuts = (): void => dialog.set({ open: true })

const keys: readonly (readonly [string, string])[] = [
  ['Space', 'Play or pause'],
  ['N', 'Next track'],
  ['P', 'Previous track'],
  ['L', 'Like what plays'],
  ['S', 'Shuffle'],
  ['R', 'Repeat: all, one, off'],
  ['/', 'Search the catalogue'],
  ['← →', 'Move along a shelf'],
  ['↑ ↓', 'Move through search results, or a row by its handle'],
  ['?', 'This list'],
]

const likeCurrent = () => {
  const { current, ratings } = playerStore.get()
  if (current)
    rate(current, ratings[ratingKey(currentListenerId(), current.track.id)] === 'liked' ? 'unrated' : 'liked')
}

/** Keys act only where they can't mean something else: not while typing, in a menu, or on a focused control. */
const isTaken = (event: KeyboardEvent): boolean => {
  const target = event.target
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return true
  if (target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="slider"]'))
    return true
  return event.key === ' ' && target.closest('button, a, [role="radio"], [role="tab"]') !== null
}

export const Shortcuts = () => {
  const navigate = useNavigate()
  const open = useStore(dialog, (state) => state.open)
  useEffect(() => {
    const actions: Record<string, () => void> = {
      ' ': togglePlay,
      n: next,
      p: previous,
      l: likeCurrent,
      s: toggleShuffle,
      r: stepRepeat,
      '?': openShortcuts,
      '/': () =>
        void navigate({ to: '/catalogue', search: (now) => now }).then(() =>
          document.querySelector<HTMLInputElement>('search input')?.focus(),
        ),
    }
    const pressed = (event: KeyboardEvent) => {
      const action = actions[event.key]
      if (!action || isTaken(event)) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [navigate])
  return (
    <Dialog.Root open={open} onOpenChange={(now) => dialog.set({ open: now })}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-black/50 backdrop-blur-[2px]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="floating fixed top-1/2 left-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 p-6"
        >
          <div className="mb-4 flex items-center justify-between">
            <Dialog.Title className="heading text-xl">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close">
                <X className="size-4" />
              </IconButton>
            </Dialog.Close>
          </div>
          <dl className="divide-y divide-line">
            {keys.map(([key, does]) => (
              <div key={key} className="flex items-center justify-between gap-4 py-2.5 text-sm">
                <dt className="text-soft">{does}</dt>
                <dd>
                  <kbd className="whitespace-nowrap rounded-md border border-line bg-ink/5 px-2 py-0.5 font-mono text-xs">
                    {key}
                  </kbd>
                </dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
