import type { TrackKey } from '#domain'
import type { Reads } from './reads.ts'
import { versionThere } from './track-index.ts'

/**
 * Why nothing is found from the track that plays, as a line of `degraded`: it was taken down or left the catalogue, and no
 * other version is there to lead on in its place. What was heard before it leads on then; unsaid, that looks like an answer
 * to what plays.
 */
export const whyPassedOver = (
  field: string,
  playing: TrackKey | undefined,
  { catalog, index }: Reads,
): string | undefined => {
  if (playing === undefined || versionThere(playing, index) !== undefined) return undefined
  const id = index.ids[playing]
  const isTakenDown = id !== undefined && catalog.takedownOf(id) !== undefined
  return `${field}: passed over, as it ${isTakenDown ? 'was taken down' : 'left the catalogue'}`
}
