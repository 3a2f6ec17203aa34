import type { TrackIndex } from './track-index.ts'

/**
 * What holds for a recording in all its versions, by its number. The trap closed here: each track asks it of all
 * versions of its recording, which is the square of their number when one id stands on a whole catalogue. So many
 * versions are gone through once; few are gone through again, for they cost less than to remember them for each listener.
 */
export const fewVersions = 16

export const judgedOnce = <Judgement>(
  { versions }: Pick<TrackIndex, 'versions'>,
  judge: (versions: readonly number[]) => Judgement,
): ((recording: number) => Judgement) => {
  const judged = new Map<number, Judgement>()
  return (recording) => {
    const known = judged.get(recording)
    if (known !== undefined) return known
    const all = versions.get(recording) ?? [recording]
    const judgement = judge(all)
    if (all.length > fewVersions) judged.set(recording, judgement)
    return judgement
  }
}
