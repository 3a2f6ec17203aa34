import { newId } from '@segue/client'
import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { failureWords } from '../failure-words.ts'
import { createStore, useStore } from '../store.ts'
import { IconButton } from './icon-button.tsx'

/** Short words after an action, with at most one way back ("Undo"). Newest last; each leaves by itself. */
interface Message {
  readonly id: string
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

const messages = createStore<{ list: readonly Message[] }>({ list: [] })

export const toast = (text: string, action?: Message['action']): void => {
  const message: Message = { id: newId(), text, ...(action ? { action } : {}) }
  messages.set({ list: [...messages.get().list.slice(-2), message] })
}

/** For work that failed: what a listener is told of it. */
export const toastFailure = (thrown: unknown): void => toast(failureWords(thrown))

const dismiss = (id: string) =>
  messages.set({ list: messages.get().list.filter((message) => message.id !== id) })

export const Toasts = () => {
  const list = useStore(messages, (state) => state.list)
  return (
    <Toast.Provider swipeDirection="right" duration={6000} label="Notification">
      {list.map((message) => (
        <Toast.Root
          key={message.id}
          onOpenChange={(open) => !open && dismiss(message.id)}
          className="floating pointer-events-auto flex items-center gap-3 bg-ink py-2 pr-2 pl-4 text-paper"
        >
          <Toast.Title className="flex-1 text-sm">{message.text}</Toast.Title>
          {message.action && (
            <Toast.Action
              altText={message.action.label}
              onClick={message.action.run}
              className="rounded-full px-3 py-1 text-sm font-semibold text-paper underline underline-offset-4 hover:no-underline"
            >
              {message.action.label}
            </Toast.Action>
          )}
          <Toast.Close asChild>
            <IconButton label="Dismiss" className="size-8 text-paper/70 hover:bg-paper/15 hover:text-paper">
              <X className="size-4" />
            </IconButton>
          </Toast.Close>
        </Toast.Root>
      ))}
      {/* `aria-live` keeps this reachable while the phone's player, a modal dialog, is open; `off` since toasts speak for themselves. */}
      <div aria-live="off">
        <Toast.Viewport className="fixed top-3 left-1/2 z-[70] flex w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 flex-col gap-2 lg:top-auto lg:bottom-6 lg:left-[calc(50%-4rem)]" />
      </div>
    </Toast.Provider>
  )
}
