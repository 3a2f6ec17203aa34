import { blankColumns, type ColumnKinds, type Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { AskedOf, CommonQuery, Live } from '../query.ts'
import { byTrack } from './by-track.ts'

/**
 * What became of the recording, or the song, in the session that asks: `untouched`, `skipped` or `heard`. It is read track by track
 * and goes on the tape with the other columns: as a list in the query, records would grow with the session.
 */
export type InSession = Readonly<Record<'inSession', number>>

const adds: ColumnKinds<InSession> = { inSession: 'byte' }

/** Has no `absent` on purpose: what was skipped must not come back because a read failed. */
export const createInSession = (
  timeoutMs: number,
): Hydrator<
  Pick<CommonQuery, 'listenerId' | 'distinctBy'> & { readonly session: AskedOf } & Live,
  Found,
  InSession
> => ({
  name: 'in-session',
  timeoutMs,
  adds,
  hydrate(query, batch) {
    const { reads, session, listenerId, distinctBy } = query
    if (listenerId === undefined) return { columns: blankColumns(adds, batch.count) }
    const became = reads.tracksIn(session.id, listenerId, distinctBy)
    return byTrack(query, batch, adds, ({ inSession: column }, there) => {
      for (let at = 0; at < there.count; at++) column[there.places[at] ?? 0] = became(there.keys[at] ?? 0)
    })
  },
})
