import { coverUrl } from '../design/cover-art.ts'
import { names } from '../formatting.ts'
import { isAskedToPlay } from './moving-on.ts'
import { next, previous, setPlaying } from './playback.ts'
import { playerStore } from './player-store.ts'
import { sound, soundStore } from './sound.ts'

/** Tells the system what plays: media keys and lock screens. */
const showTrack = () => {
  const track = playerStore.get().current?.track
  if (!('mediaSession' in navigator)) return
  navigator.mediaSession.playbackState = track ? (isAskedToPlay() ? 'playing' : 'paused') : 'none'
  navigator.mediaSession.metadata = track
    ? new MediaMetadata({
        title: track.title,
        artist: names(track.artists),
        album: track.release?.title ?? '',
        artwork: [{ src: coverUrl(track), sizes: '512x512', type: 'image/svg+xml' }],
      })
    : null
}

export const connectMediaSession = (): void => {
  let shown = ''
  const changed = () => {
    const now = `${playerStore.get().current?.track.id} ${isAskedToPlay()}`
    if (now === shown) return
    shown = now
    showTrack()
  }
  playerStore.subscribe(changed)
  soundStore.subscribe(changed)
  if (!('mediaSession' in navigator)) return
  navigator.mediaSession.setActionHandler('play', () => setPlaying(true))
  navigator.mediaSession.setActionHandler('pause', () => setPlaying(false))
  navigator.mediaSession.setActionHandler('nexttrack', next)
  navigator.mediaSession.setActionHandler('previoustrack', previous)
  navigator.mediaSession.setActionHandler('seekto', ({ seekTime }) => sound.seek((seekTime ?? 0) * 1000))
}
