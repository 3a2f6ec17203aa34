import { AppError, type EventId, type ListenerId } from '#domain'
import {
  type Appended,
  type Entry,
  type EventLog,
  type Latest,
  type Position,
  type Recorded,
  refuseLargeAttachments,
} from '#log'

/**
 * The event log without a disk: for tests, worlds and benches of what stands above it. It keeps every promise
 * of the port but durability, and passes the same contract; an error is thrown late, in the promise, as a disk
 * would do it.
 */
export const createMemoryEventLog = (): EventLog => {
  const records: Recorded[] = []
  const byIdentity = new Map<string, Recorded>()
  const attachments = new Map<EventId, Uint8Array>()
  const abouts = new Map<Position, readonly string[]>()
  let closed = false

  const assertOpen = (): void => {
    if (closed) throw new AppError('storage-failed', 'The event log is closed: open it again to use it.')
  }

  const store = ({ event, attachment, about = [] }: Entry): Recorded | undefined => {
    const identity = identityOf(event.listenerId, event.id)
    if (byIdentity.has(identity)) return undefined
    const recorded = { position: records.length + 1, event }
    records.push(recorded)
    byIdentity.set(identity, recorded)
    if (attachment !== undefined && !attachments.has(event.id)) {
      attachments.set(event.id, new Uint8Array(attachment))
      abouts.set(recorded.position, [...about])
    }
    return recorded
  }

  return {
    async append(entries): Promise<Appended> {
      assertOpen()
      refuseLargeAttachments(entries)
      const recorded = entries.map(store).filter((record) => record !== undefined)
      return { recorded, duplicates: entries.length - recorded.length }
    },

    async *read(from, signal) {
      assertOpen()
      signal?.throwIfAborted()
      const end = records.length
      for (let index = from; index < end; index++) {
        const record = records[index]
        if (record !== undefined) yield record
        signal?.throwIfAborted()
      }
    },

    async latest(type, limit, { listenerId, before = records.length + 1 } = {}) {
      assertOpen()
      const found: Latest[] = []
      for (
        let index = Math.min(before - 1, records.length) - 1;
        index >= 0 && found.length < limit;
        index--
      ) {
        const record = records[index]
        if (record?.event.type !== type) continue
        if (listenerId === undefined || record.event.listenerId === listenerId) {
          found.push({ ...record, about: abouts.get(record.position) ?? [] })
        }
      }
      return found
    },

    async find(listenerId, id) {
      assertOpen()
      return byIdentity.get(identityOf(listenerId, id))
    },

    async attachment(id) {
      assertOpen()
      const bytes = attachments.get(id)
      return bytes && { bytes: new Uint8Array(bytes), storedBytes: bytes.length }
    },

    async check() {
      assertOpen()
    },

    async end() {
      assertOpen()
      return records.length
    },

    async close() {
      closed = true
    },
  }
}

/** As JSON, for an id may hold any character that could stand between two. */
const identityOf = (listenerId: ListenerId, id: EventId): string => JSON.stringify([listenerId, id])
