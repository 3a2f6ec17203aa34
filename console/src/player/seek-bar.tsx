import { Slider } from 'radix-ui'
import { useRef, useState } from 'react'
import { clockTime, spokenTime } from '../formatting.ts'
import { sound } from './sound.ts'
import { useSound } from './use-player.ts'

/**
 * Where the track is. A thumb that is dragged seeks when it is let go, so that dragging doesn't stutter; a key seeks
 * at once. The trap closed here: the slider commits a key's value before it tells of the change, and nothing at all
 * when a drag ends where it began, so a drag ends when the pointer is let go.
 */
export const SeekBar = () => {
  const positionMs = useSound((state) => Math.floor(state.positionMs / 250) * 250)
  const durationMs = useSound((state) => state.durationMs)
  const [dragged, setDragged] = useState<number>()
  const held = useRef<{ toMs?: number }>(undefined)
  const change = (toMs: number) => {
    if (!held.current) return sound.seek(toMs)
    held.current.toMs = toMs
    setDragged(toMs)
  }
  const letGo = () => {
    const toMs = held.current?.toMs
    held.current = undefined
    setDragged(undefined)
    if (toMs !== undefined) sound.seek(toMs)
  }
  const shown = dragged ?? Math.min(positionMs, durationMs)
  return (
    <div>
      <Slider.Root
        value={[shown]}
        max={Math.max(1, durationMs)}
        step={1000}
        onPointerDown={() => {
          held.current = {}
        }}
        onLostPointerCapture={letGo}
        onValueChange={([value]) => change(value ?? 0)}
        className="group/seek relative flex h-5 pointer-coarse:h-11 touch-none select-none items-center"
      >
        <Slider.Track className="relative h-1 flex-1 overflow-hidden rounded-full bg-ink/15 transition-all group-hover/seek:h-1.5">
          <Slider.Range className="absolute h-full rounded-full bg-ink" />
        </Slider.Track>
        <Slider.Thumb
          aria-label="Position"
          aria-valuetext={`${spokenTime(shown)} of ${spokenTime(durationMs)}`}
          className="relative block size-3.5 rounded-full bg-ink opacity-0 shadow after:absolute after:-inset-4 pointer-coarse:opacity-100 transition focus-visible:opacity-100 group-hover/seek:opacity-100"
        />
      </Slider.Root>
      <div className="flex justify-between text-faint text-xs tabular-nums">
        <span>{clockTime(shown)}</span>
        <span>−{clockTime(durationMs - shown)}</span>
      </div>
    </div>
  )
}
