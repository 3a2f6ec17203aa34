import type { Catalog } from '#catalog'
import { type Clock, type Track, whyUnavailable } from '#domain'

/**
 * What may be shown where and when it is asked for, for everything that is no slate: lists, search, pages, audio. The trap
 * is a list that was laid out before the moment came: nothing is kept here but whether any track is limited at all.
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
  readonly catalog: Pick<Catalog, 'revision' | 'tracks'>
  readonly clock: Clock
  readonly market?: string | undefined
}): RightsOf => {
  const { catalog, clock } = options
  let known: { readonly revision: number; readonly allowsAll: boolean } | undefined
  const allowsAll = () => {
    if (known?.revision === catalog.revision) return known.allowsAll
    const isLimited = Iterator.from(catalog.tracks()).some(({ availability }) => availability !== undefined)
    known = { revision: catalog.revision, allowsAll: !isLimited }
    return known.allowsAll
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
