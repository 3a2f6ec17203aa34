import type { Track } from '@segue/client'
import { createStore } from '../store.ts'

/**
 * What makes the sound: one real `<audio>` element, and a silent clock that stands in when a track has no
 * audio or it can't be reached, so that the rest of Segue can still be driven. The page always says which.
 */
export interface SoundState {
  readonly playing: boolean
  /** Asked to play and waiting for data. */
  readonly waiting: boolean
  readonly positionMs: number
  readonly durationMs: number
  /** Time really listened to, seeks not counted. */
  readonly listenedMs: number
  /** Why there is no sound; absent when there is. */
  readonly silentBecause: string | undefined
  readonly volume: number
}

export const soundStore = createStore<SoundState>({
  playing: false,
  waiting: false,
  positionMs: 0,
  durationMs: 0,
  listenedMs: 0,
  silentBecause: undefined,
  volume: 0.9,
})

const assumedLengthMs = 180_000
const patienceMs = 8000
const tickMs = 250

const audio = document.createElement('audio')
audio.preload = 'auto'
audio.volume = soundStore.get().volume
audio.hidden = true
document.body.append(audio)

let onEnded: () => void = () => {}
let silentClock: ReturnType<typeof setInterval> | undefined
let patience: ReturnType<typeof setTimeout> | undefined
let wanted = false

export const whenEnded = (listener: () => void): void => {
  onEnded = listener
}

const advance = (positionMs: number) => {
  const { positionMs: before, listenedMs } = soundStore.get()
  const step = positionMs - before
  soundStore.set({ positionMs, listenedMs: step > 0 && step < 2000 ? listenedMs + step : listenedMs })
}

const stopClock = () => {
  clearInterval(silentClock)
  silentClock = undefined
}

const startClock = () => {
  stopClock()
  let last = performance.now()
  silentClock = setInterval(() => {
    const now = performance.now()
    const { positionMs, durationMs } = soundStore.get()
    advance(Math.min(durationMs, positionMs + Math.min(1500, now - last)))
    last = now
    if (soundStore.get().positionMs >= durationMs) {
      stopClock()
      onEnded()
    }
  }, tickMs)
}

const goSilent = (because: string) => {
  clearTimeout(patience)
  audio.pause()
  soundStore.set({ silentBecause: because, waiting: false, playing: wanted })
  if (wanted) startClock()
}

const isSilent = () => soundStore.get().silentBecause !== undefined

const tryAudio = async () => {
  soundStore.set({ playing: true, waiting: audio.readyState < 3 })
  clearTimeout(patience)
  if (audio.readyState < 3)
    patience = setTimeout(() => goSilent('The audio took too long to arrive'), patienceMs)
  try {
    await audio.play()
  } catch (thrown) {
    if (!(thrown instanceof DOMException) || isSilent()) return
    if (thrown.name === 'NotAllowedError') {
      clearTimeout(patience)
      wanted = false
      soundStore.set({ playing: false, waiting: false })
    }
  }
}

audio.addEventListener('playing', () => {
  clearTimeout(patience)
  soundStore.set({ waiting: false })
})
audio.addEventListener('waiting', () => soundStore.set({ waiting: wanted }))
audio.addEventListener('timeupdate', () => !isSilent() && advance(audio.currentTime * 1000))
audio.addEventListener('durationchange', () => {
  if (Number.isFinite(audio.duration)) soundStore.set({ durationMs: audio.duration * 1000 })
})
audio.addEventListener('ended', () => !isSilent() && onEnded())
audio.addEventListener('error', () => {
  if (audio.hasAttribute('src') && !isSilent()) goSilent('The audio can’t be reached from here')
})

export const sound = {
  load: (track: Track): void => {
    stopClock()
    clearTimeout(patience)
    audio.pause()
    wanted = true
    const durationMs = track.durationMs ?? assumedLengthMs
    soundStore.set({ positionMs: 0, listenedMs: 0, durationMs, silentBecause: undefined, waiting: false })
    if (track.audioUrl === undefined) {
      audio.removeAttribute('src')
      goSilent('This track has no audio')
      return
    }
    audio.src = track.audioUrl
    void tryAudio()
  },
  play: (): void => {
    wanted = true
    if (!isSilent()) void tryAudio()
    else {
      soundStore.set({ playing: true })
      startClock()
    }
  },
  pause: (): void => {
    wanted = false
    clearTimeout(patience)
    stopClock()
    audio.pause()
    soundStore.set({ playing: false, waiting: false })
  },
  seek: (positionMs: number): void => {
    if (!isSilent()) audio.currentTime = positionMs / 1000
    soundStore.set({ positionMs })
  },
  setVolume: (volume: number): void => {
    audio.volume = volume
    soundStore.set({ volume })
  },
  unload: (): void => {
    sound.pause()
    audio.removeAttribute('src')
    soundStore.set({ positionMs: 0, listenedMs: 0, durationMs: 0, silentBecause: undefined })
  },
}
