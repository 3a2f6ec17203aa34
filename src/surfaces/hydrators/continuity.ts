import { z } from 'zod'
import { trackKey } from '#domain'
import { blankColumns, type ColumnKinds, type Columns, type Hydrator, type NumberColumn } from '#pipeline'
import type { Found } from '../candidate.ts'
import { furtherTracks } from '../candidate-generation/further-by-artists.ts'
import type { CommonQuery, Leading, Live } from '../query.ts'
import type { ListenerReads } from '../reads.ts'
import { timeoutMs } from '../recipes/parameters.ts'
import { nextOnRelease, noRelease } from '../release-rows.ts'
import { noTrack } from '../track-index.ts'

/**
 * How a track goes on from what plays and from what the listener played, for a ranker that is learnt: places in lists rather
 * than how they were weighed, so that nothing of it depends on how large a score is today.
 *
 * - `leads`: 1 where something plays; 0 makes all of the next seven 0.
 * - `nearPlace`, `afterPlace`: from 1 among the nearest to what plays and among what is heard after it, 0 for neither.
 * - `nearSound`: the cosine to what plays; `afterTimes`: how often it was played after it, at most 255.
 * - `release`: 1 for another track of the release of what plays, 2 for the next on it; 3 and 4 where what was heard before
 *   what plays is of that release too, and so it is gone through.
 * - `sameArtist`: 1 where both are mainly by one artist, 2 where what was heard before is, too.
 * - `lastPlace`, `mostPlace`: from 1 among what the listener played last and most, 0 beyond the first 200.
 * - `furtherPlace`: while nothing plays, from 1 among what was never heard of the artists who were played lately, 0 beyond the first 200.
 * - `daysSincePlayed`: −1 for never. `artistPlays`: of the main artist by the listener, decayed; `crowdPlays`: by everybody.
 */
export type Continuity = Readonly<
  Record<
    | 'leads'
    | 'nearPlace'
    | 'nearSound'
    | 'afterPlace'
    | 'afterTimes'
    | 'release'
    | 'sameArtist'
    | 'lastPlace'
    | 'mostPlace'
    | 'furtherPlace'
    | 'daysSincePlayed'
    | 'artistPlays'
    | 'crowdPlays',
    number
  >
>

const adds: ColumnKinds<Continuity> = {
  leads: 'byte',
  nearPlace: 'byte',
  nearSound: 'half',
  afterPlace: 'byte',
  afterTimes: 'byte',
  release: 'byte',
  sameArtist: 'byte',
  lastPlace: 'byte',
  mostPlace: 'byte',
  furtherPlace: 'byte',
  daysSincePlayed: 'half',
  artistPlays: 'half',
  crowdPlays: 'half',
}

const placesKept = 200
const mostTimes = 255
/** Beyond it a half holds nothing; nobody is told apart there. */
const mostPlays = 60_000

type Query = Pick<CommonQuery, 'asOf'> & Leading & Live

export const continuity = z.strictObject({ timeoutMs }).transform(
  ({ timeoutMs }): Hydrator<Query, Found, Continuity> => ({
    name: 'continuity',
    timeoutMs,
    absent: {
      leads: 0,
      nearPlace: 0,
      nearSound: 0,
      afterPlace: 0,
      afterTimes: 0,
      release: 0,
      sameArtist: 0,
      lastPlace: 0,
      mostPlace: 0,
      furtherPlace: 0,
      daysSincePlayed: -1,
      artistPlays: 0,
      crowdPlays: 0,
    },
    adds,
    hydrate(query, { columns: { key }, count }) {
      const columns = blankColumns(adds, count)
      if (query.currentKey !== undefined) fillFromPlaying(query, query.currentKey, key, columns)
      else fillFurther(query.reads, key, columns)
      fillFromListener(query.reads, key, columns)
      const { aggregates } = query.reads
      for (let i = 0; i < count; i++)
        columns.crowdPlays[i] = Math.min(mostPlays, aggregates.plays(key[i] ?? noTrack, query.asOf))
      return { columns }
    },
  }),
)

const fillFromPlaying = (
  { recentKeys = [], reads: { models, index } }: Query,
  playing: number,
  key: NumberColumn,
  columns: Columns<Continuity>,
): void => {
  const from = trackKey(playing)
  columns.leads.fill(1)
  const vector = models.vectorOf(from)
  if (vector) models.cosinesTo(vector, key, columns.nearSound)
  const places = new Map<number, number>()
  for (const [place, near] of models.closest(from).entries()) places.set(near, place + 1)
  const after = new Map<number, { readonly place: number; readonly times: number }>()
  models.eachAfter(from, placesKept, (next, _score, times) => {
    after.set(next, { place: after.size + 1, times })
  })
  const [release, artist] = [index.releases[playing] ?? noRelease, index.artists[playing] ?? noTrack]
  const [next] = nextOnRelease(playing, index, 1)
  const [before = noTrack] = recentKeys
  const goesThrough = release !== noRelease && index.releases[before] === release ? 2 : 0
  const staysWith = artist !== noTrack && index.artists[before] === artist ? 2 : 1
  for (let i = 0; i < key.length; i++) {
    const track = key[i] ?? noTrack
    columns.nearPlace[i] = places.get(track) ?? 0
    const following = after.get(track)
    columns.afterPlace[i] = following?.place ?? 0
    columns.afterTimes[i] = Math.min(mostTimes, following?.times ?? 0)
    const isOn = release !== noRelease && index.releases[track] === release
    columns.release[i] = isOn ? goesThrough + (track === next ? 2 : 1) : 0
    columns.sameArtist[i] = artist !== noTrack && index.artists[track] === artist ? staysWith : 0
  }
}

const fillFurther = (reads: Query['reads'], key: NumberColumn, columns: Columns<Continuity>): void => {
  const places = new Map(furtherTracks(reads, placesKept).map((track, place) => [track, place + 1]))
  for (let i = 0; i < key.length; i++) columns.furtherPlace[i] = places.get(trackKey(key[i] ?? noTrack)) ?? 0
}

const fillFromListener = (
  { listener, index }: Query['reads'],
  key: NumberColumn,
  columns: Columns<Continuity>,
): void => {
  columns.daysSincePlayed.fill(-1)
  if (listener === undefined) return
  const { places, daysSincePlayed } = listener.histories
  const last = placesOf(listener, 'lastPlayedKeys')
  const most = placesOf(listener, 'mostPlayedKeys')
  for (let i = 0; i < key.length; i++) {
    const track = key[i] ?? noTrack
    const row = places.get(index.recordings[track] ?? track)
    if (row !== undefined) columns.daysSincePlayed[i] = daysSincePlayed[row] ?? -1
    columns.lastPlace[i] = last.get(track) ?? 0
    columns.mostPlace[i] = most.get(track) ?? 0
    const plays = listener.artistPlays.get(index.artists[track] ?? noTrack) ?? 0
    columns.artistPlays[i] = Math.min(mostPlays, plays)
  }
}

const placesOf = (
  listener: ListenerReads,
  list: 'lastPlayedKeys' | 'mostPlayedKeys',
): ReadonlyMap<number, number> => new Map(listener[list](placesKept).map((key, place) => [key, place + 1]))
