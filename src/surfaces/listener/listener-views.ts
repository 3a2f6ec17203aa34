import type { Catalog } from '#catalog'
import { AppError, type Instant, type ListenerId, minuteMs, type TrackKey, trackId } from '#domain'
import { entity, type Features, parseEntity } from '#features'
import type { AppEvent, Batch } from '#log'
import type { ListenerReads } from '../reads.ts'
import type { TrackIndex } from '../track-index.ts'
import { layOut } from './lay-out.ts'
import type { ListenerView } from './listener-view.ts'
import { noteListening } from './note-listening.ts'

/**
 * A listener as the stages read them: all online features of one listener, laid out by what they are about.
 * Laying them out costs a pass over everything the listener ever played, so it is kept for ten minutes, and what the
 * listener plays or skips meanwhile is taken into it; a word on a track or a block has it laid out anew. So a like, a
 * skip or a block is seen by the very next request.
 */
export interface ListenerViews {
  read(id: ListenerId, asOf: Instant): ListenerReads
  /** A fold of the journal, after the one of the features: what happened is in the next read. */
  follow(batch: Batch): void
  /** Of a listener who was forgotten. */
  forget(id: ListenerId): void
}

/** What else it was laid out from: when it is another, so are the reads. */
interface Kept {
  readonly view: ListenerView
  readonly amiss: AppError | undefined
}

/** Who listens asks again when a song is over. No sum of theirs decays by a thousandth meanwhile, and days are told to 0.007. */
const keptMs = 10 * minuteMs
const mostKept = 1_000

/**
 * Events of one listener in one batch, beyond which they are laid out anew when they are read, and nothing is taken in before.
 * The trap closed here: what is imported of a listener who is read comes by thousands, and a fold holds up everybody.
 */
const mostNoted = 30

export const createListenerViews = (options: {
  readonly features: Pick<Features, 'reader' | 'amiss'>
  readonly catalog: Catalog
  readonly index: () => TrackIndex
}): ListenerViews => {
  const { features, catalog } = options
  const keyOf = createKeyOf(catalog)
  const kept = new Map<ListenerId, Kept>()
  /** False where the view has to be laid out anew. */
  const isNoted = ({ view, amiss }: Kept, event: AppEvent): boolean => {
    if (event.type === 'session.started' || event.type === 'slate.served') return true
    if (event.type !== 'track.played' && event.type !== 'track.skipped') return false
    if (amiss !== features.amiss || view.index.revision !== catalog.revision) return false
    const reader = features.reader(entity('listener', event.listenerId))
    try {
      return noteListening(view, event, reader, catalog)
    } catch (thrown) {
      // The next who reads waits until they are mended; a fold must not throw for it.
      if (thrown instanceof AppError && thrown.code === 'states-damaged') return false
      throw thrown
    }
  }
  return {
    read(id, asOf) {
      const index = options.index()
      const known = kept.get(id)
      const { amiss } = features
      const same = known?.view.index.revision === index.revision && known.amiss === amiss
      if (same && asOf >= known.view.asOf && asOf - known.view.asOf < keptMs) return known.view
      const states = features.reader(entity('listener', id)).grouped()
      const view = layOut(id, states, asOf, { index, keyOf })
      kept.delete(id)
      kept.set(id, { view, amiss })
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return view
    },
    forget(id) {
      kept.delete(id)
    },
    follow({ recorded }) {
      // Most events are of listeners whom nobody reads.
      const theirs = recorded.filter(({ event }) => kept.has(event.listenerId))
      const told = new Map<ListenerId, number>()
      for (const { event } of theirs) told.set(event.listenerId, (told.get(event.listenerId) ?? 0) + 1)
      for (const [id, events] of told) if (events > mostNoted) kept.delete(id)
      for (const { event } of theirs) {
        const known = kept.get(event.listenerId)
        if (known !== undefined && !isNoted(known, event)) kept.delete(event.listenerId)
      }
    },
  }
}

/** Keys never change, and the names of states are the same strings for every listener: looked up once each. */
const createKeyOf = (catalog: Catalog): ((about: string) => TrackKey | undefined) => {
  const keys = new Map<string, TrackKey>()
  return (about) => {
    const known = keys.get(about)
    if (known !== undefined) return known
    const key = catalog.keyOf(trackId(parseEntity(about).id))
    if (key !== undefined) keys.set(about, key)
    return key
  }
}
