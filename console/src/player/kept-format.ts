import type { PlayerState, Repeat } from './player-store.ts'
import type { Place } from './sound.ts'

/**
 * The form in which the player is kept in the browser. What an older page wrote is read too: before there was an
 * order to repeat in, `repeat` was true for the one track; before there was shuffle, nothing was written of it.
 */
export const keptVersion = 1

export type KeptPlayer = Pick<
  PlayerState,
  'current' | 'history' | 'queue' | 'served' | 'session' | 'repeat' | 'shuffle'
> &
  Place & { readonly version: number; readonly told: boolean }

type Written = Omit<KeptPlayer, 'repeat' | 'shuffle'> & {
  readonly repeat: Repeat | boolean
  readonly shuffle?: KeptPlayer['shuffle']
}

const isWritten = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === keptVersion

/** Nothing when the text is of no version that is known. */
export const readKept = (text: string): KeptPlayer | undefined => {
  try {
    const stored: unknown = JSON.parse(text)
    if (!isWritten(stored)) return undefined
    const { repeat, shuffle } = stored
    return { ...stored, shuffle, repeat: typeof repeat === 'string' ? repeat : repeat ? 'one' : 'off' }
  } catch {
    return undefined
  }
}
