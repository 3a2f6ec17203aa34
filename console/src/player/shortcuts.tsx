import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ModalDialog } from '../design/modal-dialog.tsx'
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
    rate(current, ratings[ratingKey(currentListenerId(), current.track)] === 'liked' ? 'unrated' : 'liked')
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
    <ModalDialog title="Keyboard shortcuts" open={open} setOpen={(now) => dialog.set({ open: now })}>
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
    </ModalDialog>
  )
}
