import { randomBytes } from 'node:crypto'
import { AppError, type ListenerId } from '#domain'
import {
  type AppEvent,
  type Appended,
  type Batch,
  type Cursor,
  cursor,
  type Decision,
  decodeStored,
  type Entry,
  type EventEnvelope,
  type EventType,
  encodeEvent,
  type Indexed,
  isRedacted,
  type Kept,
  logStart,
  type Place,
  place,
  type Recorded,
  redactEvent,
  refuseLargeRecords,
  type StoredLog,
  sequenceNumber,
  unknownPlace,
  type Within,
} from '#log'

interface KeptHere {
  readonly bytes: Uint8Array
  readonly about: readonly string[]
}

/** `recorded` is undefined for what readers pass over. */
interface StoredHere {
  readonly envelope: EventEnvelope
  readonly recorded: Recorded | undefined
}

export interface MemoryEventLog extends StoredLog {
  /** Stores a body as a newer Segue would have written it; throws `corrupt-record` for one that stops readers. */
  takeStored(body: string): void
}

/** As many as a reader takes in one turn. */
const batchSize = 1_000

/**
 * The event log, its decisions and its index without a disk: for tests, worlds and benches of what stands above them. It
 * keeps every promise of the ports but durability, and passes the same contracts; an error is thrown late, in the promise,
 * as a disk would do it. Sequence numbers count each listener's events alone, as a log of many partitions might, so that
 * nothing above can come to rely on one order of all.
 */
export const createMemoryEventLog = (): MemoryEventLog => {
  const stored: StoredHere[] = []
  const byIdentity = new Map<string, StoredHere>()
  const counts = new Map<ListenerId, number>()
  /** By the number of their event. */
  const records = new Map<number, KeptHere>()
  const numberOfRecord = new Map<string, number>()
  const secrets = new Map<ListenerId, Uint8Array>()
  /** Of another log with the same events, cursors are not known. */
  const nonce = randomBytes(9).toString('base64url')
  let owed = false
  let closed = false

  const assertOpen = (): void => {
    if (closed) throw new AppError('storage-failed', 'The event log is closed: open it again to use it.')
  }

  const cursorAt = (count: number): Cursor => {
    return stored[count - 1] === undefined ? logStart : cursor(`${count.toString(36)}~${nonce}`)
  }
  /** How many events stand before a cursor; undefined when it is none of this log. */
  const countBefore = (from: Cursor): number | undefined => {
    const count = from === logStart ? 0 : Number.parseInt(from, 36)
    return cursorAt(count) === from ? count : undefined
  }

  const keepRecord = ({ event, record, about = [] }: Entry): void => {
    if (record === undefined || numberOfRecord.has(event.id)) return
    records.set(stored.length, { bytes: new Uint8Array(record), about: [...about] })
    numberOfRecord.set(event.id, stored.length)
  }

  const put = (envelope: EventEnvelope, event: AppEvent | undefined): Recorded | undefined => {
    const count = (counts.get(envelope.listenerId) ?? 0) + 1
    counts.set(envelope.listenerId, count)
    const recorded = event && { sequence: sequenceNumber(count), event }
    stored.push({ envelope, recorded })
    byIdentity.set(identityOf(envelope), { envelope, recorded })
    return recorded
  }

  const store = (entry: Entry): Recorded | undefined => {
    if (byIdentity.has(identityOf(entry.event))) return undefined
    keepRecord(entry)
    return put(entry.event, entry.event)
  }

  const redactAt = (number: number, secret: Uint8Array): void => {
    const one = stored[number]
    if (one === undefined) return
    const { envelope, recorded } = one
    // What is passed over has no body here, and none is counted.
    const body = recorded === undefined ? JSON.stringify(envelope) : encodeEvent(recorded.event)
    const row = redactEvent({ ...envelope, body }, secret)
    const { envelope: left, event } = decodeStored(number + 1, row.body)
    byIdentity.delete(identityOf(envelope))
    // Each listener's numbers are counted alone, and the pseudonym goes on with those of the name.
    const kept = { envelope: left, recorded: recorded && event && { ...recorded, event } }
    stored[number] = kept
    byIdentity.set(identityOf(left), kept)
    if (records.delete(number)) numberOfRecord.delete(envelope.id)
  }

  const secretOf = (listenerId: ListenerId): Uint8Array => {
    const secret = secrets.get(listenerId) ?? randomBytes(32)
    secrets.set(listenerId, secret)
    return secret
  }

  const newest = function* (type: EventType, { listenerId, before }: Within): Generator<Indexed> {
    for (let number = numberAt(before, stored.length) - 1; number >= 0; number--) {
      const one = stored[number]?.recorded
      if (one?.event.type !== type || secrets.has(one.event.listenerId)) continue
      if (listenerId === undefined || one.event.listenerId === listenerId)
        yield { ...one, place: place(`p${number}`) }
    }
  }

  return {
    async append(entries): Promise<Appended> {
      assertOpen()
      refuseLargeRecords(entries)
      const after = cursorAt(stored.length)
      const recorded = entries.map(store).filter((one) => one !== undefined)
      const through = cursorAt(stored.length)
      return { recorded, after, through, duplicates: entries.length - recorded.length }
    },

    async *read(from, signal): AsyncIterable<Batch> {
      assertOpen()
      signal?.throwIfAborted()
      const end = stored.length
      let start = countBefore(from) ?? end
      while (start < end) {
        const stop = Math.min(start + batchSize, end)
        const recorded = stored.slice(start, stop).flatMap((one) => one.recorded ?? [])
        yield { recorded, after: cursorAt(start), through: cursorAt(stop) }
        signal?.throwIfAborted()
        start = stop
      }
    },

    async end() {
      assertOpen()
      return cursorAt(stored.length)
    },

    async lag(from) {
      assertOpen()
      const count = countBefore(from)
      return count === undefined ? undefined : stored.length - count
    },

    async tail(count) {
      assertOpen()
      return cursorAt(Math.max(0, stored.length - count))
    },

    async latest(type, limit, within = {}) {
      assertOpen()
      return newest(type, within).take(limit).toArray()
    },

    async find(listenerId, id) {
      assertOpen()
      return secrets.has(listenerId) ? undefined : byIdentity.get(identityOf({ listenerId, id }))?.recorded
    },

    async decisions({ limit, until = Number.POSITIVE_INFINITY, ...within }) {
      assertOpen()
      const found: Decision[] = []
      for (const { event, place: at } of newest('slate.served', within)) {
        if (found.length === limit) break
        if (event.type !== 'slate.served' || isRedacted(event) || event.at >= until) continue
        const about = records.get(numberAt(at, 0))?.about ?? []
        found.push({ event, about, place: at })
      }
      return found
    },

    async record(id) {
      assertOpen()
      const number = numberOfRecord.get(id) ?? -1
      const of = stored[number]?.envelope.listenerId
      const bytes = of !== undefined && secrets.has(of) ? undefined : records.get(number)?.bytes
      return bytes && { bytes: new Uint8Array(bytes), storedBytes: bytes.length }
    },

    async prune({ from, mostBytes }: Kept) {
      assertOpen()
      let total = [...records.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)
      let removed = 0
      for (const [number, { bytes }] of records) {
        const at = stored[number]?.envelope.at ?? from
        if (at >= from && total <= mostBytes) continue
        records.delete(number)
        total -= bytes.length
        removed += 1
      }
      return removed
    },

    takeStored(body) {
      const { envelope, event } = decodeStored(stored.length + 1, body)
      put(envelope, event)
    },

    async beginRedaction(listenerId) {
      assertOpen()
      secretOf(listenerId)
    },

    async redact(listenerId, through) {
      assertOpen()
      const secret = secretOf(listenerId)
      for (let number = (countBefore(through) ?? 0) - 1; number >= 0; number--)
        if (stored[number]?.envelope.listenerId === listenerId) redactAt(number, secret)
    },

    async redacting() {
      assertOpen()
      return [...secrets.keys()]
    },

    async endRedaction(listenerId) {
      assertOpen()
      secrets.delete(listenerId)
      owed = true
    },

    async wipeOwed() {
      assertOpen()
      return owed
    },

    async wipe() {
      assertOpen()
      owed = false
    },

    async check() {
      assertOpen()
    },

    async close() {
      closed = true
    },
  }
}

/** As JSON, for an id may hold any character that could stand between two. */
const identityOf = ({ listenerId, id }: Pick<EventEnvelope, 'listenerId' | 'id'>): string =>
  JSON.stringify([listenerId, id])

const numberAt = (at: Place | undefined, otherwise: number): number => {
  if (at === undefined) return otherwise
  const digits = /^p(\d+)$/.exec(at)?.[1]
  if (digits === undefined) throw unknownPlace()
  return Number(digits)
}
