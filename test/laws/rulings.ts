import { creditsOf, type Track } from '#domain'
import { type spelledOtherwise, whichTag } from './small-world.ts'

/** What a listener may rule out in a random world, and what must stay away for it, told from how the world was made. */
export const kinds = [
  'artist',
  'namesake',
  'guest',
  'track',
  'version',
  'song',
  'tag',
  'dislike',
  'dislike-version',
  'dislike-song',
] as const

export interface Ruling {
  readonly event: Readonly<Record<string, unknown>>
  /** Of a block. */
  readonly target?: { readonly kind: string; readonly id: string }
  /** True for what may not be shown. */
  readonly bars: (track: Track) => boolean
  /** True for what is itself the reason: the version that was blocked, a version with the credit or the tag. */
  readonly judged: (track: Track) => boolean
}

export const rulingOn = (
  kind: (typeof kinds)[number],
  { tracks, origins }: ReturnType<typeof spelledOtherwise>,
  pick: number,
): Ruling | undefined => {
  const recordings = new Map<string, string>(tracks.map(({ id, recordingId }) => [id, recordingId]))
  const versionsOf = (track: Track) => tracks.filter(({ recordingId }) => recordingId === track.recordingId)
  // Versions of a recording are one song here, for they have one title.
  const songOf = ({ id }: Track) => recordings.get(origins.get(id) ?? id)
  const whoIs = (id: string) => origins.get(id) ?? id
  const among = tracks.filter((track) => {
    if (kind === 'guest') return track.featured.length > 0
    if (kind === 'namesake') return track.artists.some(({ id }) => origins.has(id))
    if (kind === 'song' || kind === 'dislike-song')
      return tracks.some(
        (other) => other.recordingId !== track.recordingId && songOf(other) === songOf(track),
      )
    if (kind === 'version' || kind === 'dislike-version') return versionsOf(track).length > 1
    return kind !== 'tag' || track.tags.some((tag) => tag !== 'pop')
  })
  const track = among[pick % Math.max(1, among.length)]
  if (track === undefined) return undefined
  const block = (targetKind: string, id: string, holds: (other: Track) => boolean): Ruling => ({
    event: { type: 'listener.blocked', target: { kind: targetKind, id } },
    target: { kind: targetKind, id },
    // A recording is barred with each of its versions.
    bars: (other) => versionsOf(other).some(holds),
    judged: holds,
  })
  const isSong = (other: Track) => songOf(other) === songOf(track)
  switch (kind) {
    case 'artist':
    case 'namesake':
    case 'guest': {
      const id = (kind === 'guest' ? track.featured[0] : track.artists[0])?.id ?? ''
      const named = (other: Track) => creditsOf(other).some((credit) => whoIs(credit.id) === whoIs(id))
      const judged = (other: Track) => creditsOf(other).some((credit) => credit.id === id)
      return { ...block('artist', id, named), judged }
    }
    case 'tag': {
      const tag = track.tags.find((other) => other !== 'pop' && other !== 'compilation')
      if (tag === undefined) return undefined
      const isIt = ({ tags }: Track) => tags.some((other) => whichTag(other) === whichTag(tag))
      return { ...block('tag', tag, isIt), judged: ({ tags }) => tags.includes(tag) }
    }
    case 'track':
    case 'version':
    case 'song':
      return { ...block('track', track.id, isSong), judged: ({ id }) => id === track.id }
    case 'dislike':
    case 'dislike-version':
    case 'dislike-song':
      return {
        event: { type: 'track.disliked', trackId: track.id },
        bars: isSong,
        judged: ({ id }) => id === track.id,
      }
  }
}
