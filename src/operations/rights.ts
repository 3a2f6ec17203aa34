import type { Catalog } from '#catalog'
import { type Clock, type Track, type TrackId, whyUnavailable } from '#domain'

/**
 * What may be shown where and when it is asked for, for everything that is no slate: lists, search, pages, audio. The trap
 * is a list that was laid out before the moment came: nothing is kept here but which tracks are limited at all.
 */
export interface RightsThere {
  /** Where it is asked from: as the request says, else as the server does, else from nobody knows where. */
  readonly market: string | undefined
  allows(track: Pick<Track, 'availability'>): boolean
  /** No track is limited, so none has to be asked about. */
  readonly allowsAll: boolean
}

/** As of the call. */
export type RightsOf = (market: string | undefined) => RightsThere

export const createRights = (options: {
  readonly catalog: Pick<Catalog, 'changedSince' | 'get' | 'revision' | 'tracks'>
  readonly clock: Clock
  readonly market?: string | undefined
}): RightsOf => {
  const { catalog, clock } = options
  /** Of this revision; brought up to the next by what changed. */
  const limited = new Set<TrackId>()
  let revision: number | undefined
  const lookThrough = () => {
    limited.clear()
    for (const { id, availability } of catalog.tracks()) if (availability !== undefined) limited.add(id)
  }
  const allowsAll = () => {
    if (revision === catalog.revision) return limited.size === 0
    const changed = revision === undefined ? undefined : catalog.changedSince(revision)
    if (changed === undefined) lookThrough()
    for (const { id } of changed ?? [])
      if (catalog.get(id)?.availability === undefined) limited.delete(id)
      else limited.add(id)
    revision = catalog.revision
    return limited.size === 0
  }
  return (asked) => {
    const market = asked ?? options.market
    const at = clock()
    return {
      market,
      allows: ({ availability }) => whyUnavailable(availability, market, at) === 0,
      get allowsAll() {
        return allowsAll()
      },
    }
  }
}
