import { Mark } from '../design/logo.tsx'
import { Notice } from './notice.tsx'
import { NowPlaying, tintOf } from './now-playing.tsx'
import { usePlayer } from './use-player.ts'

const Idle = () => (
  <div className="flex h-full flex-col justify-end pb-6">
    <Notice />
    <Mark className="mt-6 mb-6 h-16 w-20 text-ink/85" />
    <h2 className="display text-3xl">Press play on anything.</h2>
    <p className="mt-3 max-w-[24ch] text-soft leading-relaxed">
      What comes next will follow what you do: every skip, like and block changes the queue you see here.
    </p>
  </div>
)

/** The player beside the page on wide screens. */
export const PlayerPanel = () => {
  const entry = usePlayer((state) => state.current)
  return (
    <aside
      aria-label="Now playing"
      className="tinted aura sticky top-0 h-dvh overflow-y-auto border-line border-l px-6 py-5 [scrollbar-width:thin]"
      style={entry ? tintOf(entry.track) : undefined}
    >
      {entry ? <NowPlaying entry={entry} coverClassName="aspect-auto h-[25vh] min-h-40" /> : <Idle />}
    </aside>
  )
}
