import type { Track } from '@segue/client'
import { createStore } from '../store.ts'
import { createHeard } from './heard.ts'

/**
 * What makes the sound: one real `<audio>` element, whose own clock is the only clock. Where there is no sound
 * nothing moves, the page says why, and nothing is told to the server as heard. Audio that is late plays when it
 * comes; audio that can't be reached waits to be tried again.
 */
export type Trouble = 'no-audio' | 'late' | 'unreachable'

export interface SoundState {
  /** Playing, or about to as soon as the audio is here. */
  readonly playing: boolean
  /** Asked to play and waiting for data. */
  readonly waiting: boolean
  readonly positionMs: number
  readonly durationMs: number
  /** Time really heard: seeks, waiting and muted stretches not counted. */
  readonly heardMs: number
  /** Why there is no sound; absent when there is, or soon will be. */
  readonly trouble: Trouble | undefined
  readonly volume: number
}

export const soundStore = createStore<SoundState>({
  playing: false,
  waiting: false,
  positionMs: 0,
  durationMs: 0,
  heardMs: 0,
  trouble: undefined,
  volume: 0.9,
})

const patienceMs = 8000

const audio = document.createElement('audio')
audio.volume = soundStore.get().volume
audio.hidden = true
document.body.append(audio)

const heard = createHeard()
let onEnded: () => void = () => {}
let onSoundless: () => void = () => {}
let onAsked: () => void = () => {}
let patience: ReturnType<typeof setTimeout> | undefined
/** Where to begin once the length is known: a new source always stands at nought. */
let startAtMs = 0

export const whenEnded = (listener: () => void): void => {
  onEnded = listener
}
/** Called when a track that was asked to play turns out to have no sound. */
export const whenSoundless = (listener: () => void): void => {
  onSoundless = listener
}

/** Called each time the track is asked to sound, whether it then does or not. */
export const whenAskedToSound = (listener: () => void): void => {
  onAsked = listener
}

const followClock = () => {
  const positionMs = audio.currentTime * 1000
  if (audio.seeking) heard.jumped(positionMs)
  else heard.moved(positionMs, audio.volume > 0 && !audio.muted)
  soundStore.set({ positionMs, heardMs: heard.totalMs() })
}

const waitForData = () => {
  soundStore.set({ waiting: true })
  clearTimeout(patience)
  patience = setTimeout(() => soundStore.set({ trouble: 'late' }), patienceMs)
}

const giveUp = (trouble: Trouble) => {
  clearTimeout(patience)
  const asked = soundStore.get().playing
  soundStore.set({ trouble, playing: false, waiting: false })
  if (asked) onSoundless()
}

const start = async () => {
  soundStore.set({ playing: true, trouble: undefined })
  if (audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) waitForData()
  try {
    await audio.play()
  } catch (thrown) {
    // What can't be loaded comes as an `error` event too; only a browser that wants a click first is new here.
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') sound.pause()
  }
}

audio.addEventListener('playing', () => {
  clearTimeout(patience)
  soundStore.set({ waiting: false, trouble: undefined })
})
// The system pauses too, such as for a call. A pause made here has said so already, or something sounds again.
audio.addEventListener('pause', () => {
  if (audio.paused && !audio.ended && audio.error === null && soundStore.get().playing) sound.pause()
})
audio.addEventListener('waiting', () => soundStore.get().playing && waitForData())
audio.addEventListener('timeupdate', followClock)
audio.addEventListener('seeked', () => heard.jumped(audio.currentTime * 1000))
audio.addEventListener('loadedmetadata', () => {
  if (startAtMs > 0) audio.currentTime = startAtMs / 1000
  startAtMs = 0
})
audio.addEventListener('durationchange', () => {
  if (Number.isFinite(audio.duration)) soundStore.set({ durationMs: audio.duration * 1000 })
})
audio.addEventListener('ended', () => {
  if (!audio.ended) return
  followClock()
  onEnded()
})
audio.addEventListener('error', () => {
  // One that was on its way when another track was put on says nothing about that one.
  if (!audio.hasAttribute('src') || audio.error === null) return
  startAtMs = soundStore.get().positionMs
  giveUp('unreachable')
})

/** Where a track is taken up again; `heardMs` is what was heard of it before. */
export interface Place {
  readonly positionMs: number
  readonly heardMs: number
}
const fromTheStart: Place = { positionMs: 0, heardMs: 0 }

const put = (track: Track, { positionMs, heardMs }: Place, playing: boolean) => {
  clearTimeout(patience)
  audio.pause()
  heard.restart(positionMs, heardMs)
  startAtMs = positionMs
  const durationMs = track.durationMs ?? 0
  soundStore.set({ positionMs, heardMs, durationMs, trouble: undefined, waiting: false, playing })
  // A track put back at rest costs nothing until it is played.
  audio.preload = playing ? 'auto' : 'metadata'
  if (track.audioUrl === undefined) audio.removeAttribute('src')
  else audio.src = track.audioUrl
}

export const sound = {
  load: (track: Track): void => {
    put(track, fromTheStart, true)
    onAsked()
    if (track.audioUrl === undefined) giveUp('no-audio')
    else void start()
  },
  /** Puts a track where it was left, without playing it. */
  rest: (track: Track, place: Place): void => {
    put(track, place, false)
    if (track.audioUrl === undefined) soundStore.set({ trouble: 'no-audio' })
  },
  play: (): void => {
    onAsked()
    const { trouble } = soundStore.get()
    if (trouble === 'no-audio') return
    if (trouble === 'unreachable') audio.load()
    void start()
  },
  /** Reads the clock now; between its own ticks it is up to a quarter of a second behind. */
  settle: (): void => {
    if (audio.hasAttribute('src') && audio.readyState > 0) followClock()
  },
  pause: (): void => {
    clearTimeout(patience)
    audio.pause()
    sound.settle()
    const { trouble } = soundStore.get()
    soundStore.set({ playing: false, waiting: false, trouble: trouble === 'late' ? undefined : trouble })
  },
  seek: (positionMs: number): void => {
    if (audio.readyState === 0) startAtMs = positionMs
    else audio.currentTime = positionMs / 1000
    heard.jumped(positionMs)
    soundStore.set({ positionMs })
  },
  setVolume: (volume: number): void => {
    audio.volume = volume
    soundStore.set({ volume })
  },
  unload: (): void => {
    sound.pause()
    audio.removeAttribute('src')
    heard.restart(0, 0)
    soundStore.set({ positionMs: 0, heardMs: 0, durationMs: 0, trouble: undefined })
  },
}
