import { RotateCw, SkipForward, VolumeX } from 'lucide-react'
import { useStore } from '../store.ts'
import { next, setPlaying } from './playback.ts'
import type { Trouble } from './sound.ts'
import { setPassOver, soundlessStore } from './soundless.ts'
import { useSound } from './use-player.ts'

const words: Record<Trouble, string> = {
  'no-audio': 'This track has no audio, so there is nothing to hear.',
  late: 'The audio is taking long. It plays as soon as it comes.',
  unreachable: 'The audio can’t be reached. Nothing is counted as heard.',
}
export const troubleInShort: Record<Trouble, string> = {
  'no-audio': 'No audio',
  late: 'Audio is late',
  unreachable: 'Audio unreachable',
}

/** Says why there is no sound, and lets the person choose: try again, go on, or always go on. */
export const SoundNote = () => {
  const trouble = useSound((state) => state.trouble)
  const passOver = useStore(soundlessStore, (state) => state.passOver)
  return (
    <div role="status" aria-label="Sound">
      {trouble && (
        <div className="mb-3.5 space-y-2 rounded-xl bg-caution/10 p-3 text-[0.8125rem]">
          <p className="flex items-start gap-2 leading-snug">
            <VolumeX className="mt-0.5 size-4 shrink-0 text-caution" aria-hidden="true" />
            {words[trouble]}
          </p>
          <div className="flex flex-wrap items-center gap-2">
            {trouble === 'unreachable' && (
              <button type="button" className="chip" onClick={() => setPlaying(true)}>
                <RotateCw className="size-3.5" aria-hidden="true" /> Try again
              </button>
            )}
            <button type="button" className="chip" onClick={next}>
              <SkipForward className="size-3.5" aria-hidden="true" /> Go on
            </button>
            {trouble !== 'late' && (
              <label className="flex min-h-7 cursor-pointer items-center gap-2 pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  checked={passOver}
                  onChange={(event) => setPassOver(event.target.checked)}
                  className="size-4 accent-(--accent-fill)"
                />
                Always go on
              </label>
            )}
          </div>
        </div>
      )}
    </div>
  )
}
