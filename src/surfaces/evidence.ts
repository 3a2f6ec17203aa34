import { z } from 'zod'
import { trackKey } from '#domain'
import { isRuledOut } from './hydrators/eligibility.ts'
import { oftenPlayed } from './listener/listener-view.ts'
import type { CommonQuery, Leading, Live } from './query.ts'
import type { ListenerReads } from './reads.ts'

/**
 * What can be said of a selected track and proved: each field is a fact counted in the log or measured between two
 * tracks, read for this very track. Sources and scores say what is likely, and a likely sentence can be false:
 * co-occurrence counts the way back too, taste counts likes, the nearest of a far crowd is not near. The sentences
 * of `reasons.ts` are written from this alone. What the listener has ruled out is never named.
 */
const named = z.object({ id: z.string(), title: z.string() })

export const evidenceSchema = z.object({
  /** Played `oftenTimes` or more soon after this track, by two listeners or more; the way back is rarer. */
  after: named.optional(),
  near: named.optional(),
  /** A telling tag of both, where tracks like that one are asked for. */
  shared: named.extend({ tag: z.string() }).optional(),
  /** Somebody on the track whom the listener played; `often` for twice or more. */
  artist: z.object({ id: z.string(), name: z.string(), often: z.boolean() }).optional(),
  /** A telling tag of the track, two or more plays of which are the listener's. */
  tag: z.string().optional(),
  /** Of the recording, in any version; absent when never. */
  daysSincePlayed: z.number().optional(),
  liked: z.boolean(),
  /** No play, skip or rating of the recording by a listener who is known. */
  unheard: z.boolean(),
  /** Plays by everybody, decayed, reach `oftenTimes`, and the crowd likes it better than nine in ten tracks. */
  playedHere: z.boolean(),
})
export type Evidence = z.infer<typeof evidenceSchema>

export const oftenTimes = 3

/** What of a query evidence is read for. */
export type Evident = Pick<CommonQuery, 'surface' | 'asOf'> & Omit<Leading, 'skippedKeys'>

/** Reads for one request; the answer for each track is read when asked. */
export const createEvidence = (query: Evident & Live): ((key: number) => Evidence) => {
  const { asOf, reads } = query
  const { aggregates, index, listener, models } = reads
  const fromTracks = betweenTracks(query)
  return (key) => {
    const place = listener?.histories.places.get(index.recordings[key] ?? key)
    const days = place === undefined ? -1 : (listener?.histories.daysSincePlayed[place] ?? -1)
    return {
      ...fromTracks(key),
      ...(listener && tasteFor(key, listener, query)),
      ...(days >= 0 && { daysSincePlayed: days }),
      liked: place !== undefined && (listener?.histories.rating[place] ?? 0) > 0,
      unheard: listener !== undefined && place === undefined,
      playedHere: models.standsOut(trackKey(key)) && aggregates.plays(key, asOf) >= oftenTimes,
    }
  }
}

/** From what plays and what was heard just before, to a track. */
const betweenTracks = ({ surface, currentKey, recentKeys = [], session, reads }: Evident & Live) => {
  const { catalog, models } = reads
  const seed = session?.seed.kind === 'track' ? reads.seedKeys('track', session.seed.id).slice(0, 1) : []
  const keys = new Set([
    ...(currentKey === undefined ? [] : [currentKey]),
    ...recentKeys.slice(0, 3),
    ...seed,
  ])
  const anchors = [...keys].flatMap((key) => {
    const track = isRuledOut(key, reads) ? undefined : catalog.byKey(trackKey(key))
    if (track === undefined) return []
    const often = new Set<number>()
    models.eachAfter(track.key, 50, (key, _score, times) => {
      if (times >= oftenTimes) often.add(key)
    })
    return [
      {
        name: { id: track.id, title: track.title },
        key: track.key,
        often,
      },
    ]
  })
  return (key: number): Pick<Evidence, 'after' | 'near' | 'shared'> => {
    const after = anchors.find(({ often }) => often.has(key))
    const near = anchors.find(({ key: from }) => from !== key && models.close(from, trackKey(key)))
    const [asked] = anchors
    const tag = surface === 'similar' && asked ? models.sharedTag(asked.key, trackKey(key)) : undefined
    return {
      ...(after && { after: after.name }),
      ...(near && { near: near.name }),
      ...(asked && tag !== undefined && { shared: { ...asked.name, tag } }),
    }
  }
}

const tasteFor = (
  key: number,
  { artistPlays, tagPlays }: ListenerReads,
  { reads: { catalog, index } }: Live,
): Pick<Evidence, 'artist' | 'tag'> => {
  const track = catalog.byKey(trackKey(key))
  if (track === undefined) return {}
  const playsOf = (id: string) => artistPlays.get(index.artistNumbers.get(id) ?? -1) ?? 0
  const worthOf = (tag: string) => {
    const number = index.tagNumbers.get(tag) ?? -1
    return oftenPlayed(tagPlays[number]) ? (tagPlays[number] ?? 0) * (index.tagWeights[number] ?? 0) : 0
  }
  const artist = best([...track.artists, ...track.featured], ({ id }) => playsOf(id))
  const tag = best(track.tags, worthOf)
  return {
    ...(artist && {
      artist: { id: artist.id, name: artist.name, often: oftenPlayed(playsOf(artist.id)) },
    }),
    ...(tag !== undefined && { tag }),
  }
}

/** The first with the highest value above nothing. */
const best = <T>(all: readonly T[], worth: (one: T) => number): T | undefined => {
  let found: T | undefined
  let most = 0
  for (const one of all) {
    if (worth(one) <= most) continue
    found = one
    most = worth(one)
  }
  return found
}
