import { FlaskConical, Hourglass, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useSyncExternalStore } from 'react'
import { useAbout, useListenerName } from '../listener/listener-picker.tsx'
import { ownListenerId, switchListener } from '../listener/listener-store.ts'
import { opening } from '../opening.ts'
import { useStore } from '../store.ts'

/** Truths that must be seen on every page: offline, a server that starts, an invented catalogue, someone else's ears. */
const useOnline = () =>
  useSyncExternalStore(
    (changed) => {
      addEventListener('online', changed)
      addEventListener('offline', changed)
      return () => {
        removeEventListener('online', changed)
        removeEventListener('offline', changed)
      }
    },
    () => navigator.onLine,
  )

const Notice = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <div className="flex items-center gap-3 rounded-xl bg-caution/10 px-4 py-2.5 text-[0.8125rem] leading-snug">
    <span className="text-caution">{icon}</span>
    <p className="flex flex-1 flex-wrap items-center gap-x-1.5">{children}</p>
  </div>
)

export const Notices = () => {
  const online = useOnline()
  const { data } = useAbout()
  const { name, simulated } = useListenerName()
  const openingWords = useStore(opening, ({ words }) => words)
  const icon = 'size-4'
  return (
    <div className="space-y-2 px-5 pt-4 empty:hidden sm:px-10">
      {!online && (
        <Notice icon={<WifiOff className={icon} aria-hidden="true" />}>
          You are offline. What you do is kept here and sent when the line is back.
        </Notice>
      )}
      {openingWords !== undefined && (
        <Notice icon={<Hourglass className={icon} aria-hidden="true" />}>
          <span>{openingWords} This page goes on by itself.</span>
          <span role="status" className="sr-only">
            Segue is starting. This page goes on by itself.
          </span>
        </Notice>
      )}
      {data?.catalogue.source === 'generated' && (
        <Notice icon={<FlaskConical className={icon} aria-hidden="true" />}>
          <span>
            This catalogue is <strong className="font-semibold">generated</strong>: its tracks and artists are
            invented and have no audio. Import your own music to hear it.
          </span>
        </Notice>
      )}
      {simulated && (
        <Notice icon={<FlaskConical className={icon} aria-hidden="true" />}>
          <span>
            You are looking through <strong className="font-semibold">{name}</strong>, a simulated listener.
          </span>
          <button
            type="button"
            className="font-medium underline underline-offset-3"
            onClick={() => switchListener(ownListenerId)}
          >
            Back to yourself
          </button>
        </Notice>
      )}
    </div>
  )
}
