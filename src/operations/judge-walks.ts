import type { ArtistId, Instant, ListenerId, TrackKey } from '#domain'
import type { Answerer } from './judge-served.ts'

/**
 * Where somebody gets to who goes on from a track with the first of each answer. The trap closed here is a ranker that foretells what is
 * played next, of which each answer is good and all of them together leave the style that was begun with, or play one artist after the
 * other of the same.
 */
export interface JudgedWalks {
  readonly listeners: readonly ListenerId[]
  /** By way: the share of what is heard that has a tag of the start which tells one style from others. */
  readonly inStyle: ReadonlyMap<string, Float64Array>
  /** By way: the share of what is heard that is by the artist of the track before. */
  readonly sameArtist: ReadonlyMap<string, Float64Array>
}

export interface JudgingWalks {
  readonly at: Instant
  /** Who begins where. */
  readonly starts: ReadonlyMap<ListenerId, TrackKey>
  readonly tracks: readonly WalkedTrack[]
  /** Those that know no row are left out. */
  readonly answerers: readonly Answerer[]
  readonly signal: AbortSignal
}

interface WalkedTrack {
  readonly key: TrackKey
  readonly tags: readonly string[]
  readonly artists: readonly { readonly id: ArtistId }[]
}

const mostWalks = 80
/** An hour of listening. */
const steps = 15
/** A tag on more of all tracks tells no style. */
const tellingShare = 0.1

export const judgeWalks = async ({
  at,
  starts,
  tracks,
  answerers,
  signal,
}: JudgingWalks): Promise<JudgedWalks> => {
  const byKey = new Map(tracks.map((track) => [track.key, track]))
  const styleOf = stylesIn(tracks)
  const walks = [...starts]
    .flatMap(([listener, from]) => {
      const start = byKey.get(from)
      return start === undefined || styleOf(start).size === 0 ? [] : { listener, start }
    })
    .slice(0, mostWalks)
  const [inStyle, sameArtist] = [new Map<string, Float64Array>(), new Map<string, Float64Array>()]
  for (const { name, playOn } of answerers) {
    const [stays, repeats] = [new Float64Array(walks.length), new Float64Array(walks.length)]
    for (const [place, { listener, start }] of walks.entries()) {
      signal.throwIfAborted()
      const walk = (await playOn?.({ listener, at, from: start.key }, steps)) ?? []
      const heard = walk.flatMap((key) => byKey.get(key) ?? [])
      const style = styleOf(start)
      stays[place] = share(heard, ({ tags }) => tags.some((tag) => style.has(tag)))
      repeats[place] = share(heard, ({ artists }, step) => {
        const before = step === 0 ? start : heard[step - 1]
        return artists[0] !== undefined && artists[0].id === before?.artists[0]?.id
      })
    }
    inStyle.set(name, stays)
    sameArtist.set(name, repeats)
  }
  return { listeners: walks.map(({ listener }) => listener), inStyle, sameArtist }
}

const stylesIn = (tracks: readonly WalkedTrack[]) => {
  const counts = new Map<string, number>()
  for (const { tags } of tracks) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const most = tellingShare * tracks.length
  return ({ tags }: WalkedTrack): ReadonlySet<string> =>
    new Set(tags.filter((tag) => (counts.get(tag) ?? 0) <= most))
}

/** NaN of none. */
const share = <One>(all: readonly One[], is: (one: One, place: number) => boolean): number =>
  all.filter(is).length / (all.length || Number.NaN)
