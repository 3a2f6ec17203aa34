import type { Instant, ListenerId, TrackKey } from '#domain'
import type { HeldOut } from './held-out-listening.ts'
import type { Answerer } from './judge-served.ts'

/**
 * Whether a row keeps to its listener: who plays on from the track that they heard last is answered with tracks near to it, and
 * their tags are laid beside those of all that the listener plays. The trap closed here is an answer of which each track is near
 * enough and all are of one scene.
 */
export interface JudgedRows {
  readonly listeners: readonly ListenerId[]
  /** By way: how far the tags of the row are from the listener's, see `divergence`; NaN where the row is empty. */
  readonly divergence: ReadonlyMap<string, Float64Array>
  /** By way: the share of the row that its commonest tag is on; NaN where the row is empty. */
  readonly commonestTag: ReadonlyMap<string, Float64Array>
}

export interface JudgingRows {
  readonly past: HeldOut['past']
  readonly at: Instant
  readonly keyOf: (id: RowListener['lastTrack']) => TrackKey | undefined
  readonly tagsOf: (key: TrackKey) => readonly string[]
  readonly answerers: readonly Answerer[]
  readonly signal: AbortSignal
}

interface RowListener {
  readonly lastTrack: Extract<HeldOut['past'][number], { type: 'track.played' }>['trackId']
  readonly tags: Shares
}
type Shares = ReadonlyMap<string, number>

const rowLength = 50
/** Of fewer plays nothing is known of what somebody plays; who serves keeps to nothing there either. */
const fewestPlays = 20

export const judgeRows = async (judging: JudgingRows): Promise<JudgedRows> => {
  const { past, at, keyOf, tagsOf, answerers, signal } = judging
  const listeners = rowListeners(past)
  const [divergences, commonest] = [new Map<string, Float64Array>(), new Map<string, Float64Array>()]
  for (const { name, next } of answerers) {
    const [far, most] = [new Float64Array(listeners.size), new Float64Array(listeners.size)]
    for (const [place, [listener, { lastTrack, tags }]] of [...listeners].entries()) {
      signal.throwIfAborted()
      const from = keyOf(lastTrack)
      const row = await next({ listener, at, ...(from !== undefined && { from }) }, rowLength)
      const lists = row.map(tagsOf)
      far[place] = row.length === 0 ? Number.NaN : divergence(tags, tagShares(lists))
      most[place] = commonestShare(lists)
    }
    divergences.set(name, far)
    commonest.set(name, most)
  }
  return { listeners: [...listeners.keys()], divergence: divergences, commonestTag: commonest }
}

/** Who has played enough, what they heard last and what they play. */
export const rowListeners = (past: HeldOut['past']): ReadonlyMap<ListenerId, RowListener> => {
  const plays = new Map<ListenerId, { lists: (readonly string[])[]; lastTrack: RowListener['lastTrack'] }>()
  for (const event of past) {
    if (event.type !== 'track.played') continue
    const { listenerId, trackId: lastTrack, tags = [] } = event
    const known = plays.get(listenerId)
    if (known === undefined) plays.set(listenerId, { lists: [tags], lastTrack })
    else {
      known.lists.push(tags)
      known.lastTrack = lastTrack
    }
  }
  return new Map(
    [...plays].flatMap(([listener, { lists, lastTrack }]) =>
      lists.length < fewestPlays ? [] : [[listener, { lastTrack, tags: tagShares(lists) }]],
    ),
  )
}

/** How much of so many tracks each tag has: a track is divided among its own. They sum to 1, or there are none. */
export const tagShares = (lists: readonly (readonly string[])[]): Shares => {
  const tagged = lists.filter((tags) => tags.length > 0)
  const shares = new Map<string, number>()
  for (const tags of tagged)
    for (const tag of tags) shares.set(tag, (shares.get(tag) ?? 0) + 1 / tags.length / tagged.length)
  return shares
}

/** Of the other side that much is mixed in, so that a tag which a row lacks costs much and not without end. */
const mixed = 0.01

/**
 * The Kullback–Leibler divergence of a row from what a listener plays, in nats: 0 where the shares are the same, at most
 * ln 100 = 4.6 (Steck, Calibrated recommendations, RecSys 2018, equations 6 and 7).
 */
export const divergence = (played: Shares, row: Shares): number => {
  let sum = 0
  for (const [tag, share] of played)
    sum += share * Math.log(share / ((1 - mixed) * (row.get(tag) ?? 0) + mixed * share))
  return Math.max(0, sum)
}

const commonestShare = (lists: readonly (readonly string[])[]): number => {
  const counts = new Map<string, number>()
  for (const tags of lists) for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return lists.length === 0 ? Number.NaN : Math.max(0, ...counts.values()) / lists.length
}
