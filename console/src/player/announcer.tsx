import { titled } from '../formatting.ts'
import { usePlayer } from './use-player.ts'

/** Says aloud when another track begins, wherever on the page one is. */
export const Announcer = () => {
  const track = usePlayer((state) => (state.resumed ? undefined : state.current?.track))
  return (
    <div className="sr-only" aria-live="polite" aria-atomic="true" data-testid="announcer">
      {track ? `Now playing: ${titled(track)}` : ''}
    </div>
  )
}
