import { fstatSync } from 'node:fs'
import { pageBytesOf, readAt } from './file-bytes.ts'

/** What a write-ahead log of SQLite holds, as far as it is as it was written. */
export interface Wal {
  readonly pageBytes: number
  /** How many pages the database has with what is in here. */
  readonly pages: number
  /** The highest number of a page in here, the uncertain among them. */
  readonly highest: number
  /** Where each content of a page begins, the newest last. */
  readonly places: ReadonlyMap<number, readonly number[]>
  /**
   * The same of the transaction behind the last whole one, where a frame that was hit may have been its end. None where
   * all are as they were written: then it was never ended.
   */
  readonly uncertain: ReadonlyMap<number, readonly number[]>
  /** How many frames are not as they were written, the head counted as one. */
  readonly damaged: number
  /** Whether the head is as it was written: without one, SQLite reads nothing of all this. */
  readonly hasSoundHead: boolean
  /** How many transactions ended in or behind a frame that is not as it was written: SQLite reads none of them. */
  readonly endedBehind: number
  /** Where the last transaction ended that SQLite reads. */
  readonly readUpTo: number
}

const headBytes = 32
const frameHeadBytes = 24

/**
 * What was committed: frames count up to the last that ends a transaction. The sum of each goes on from the one written
 * in the frame before, so one that is damaged is passed over and those behind it can still be told from older ones. Of a
 * damaged head, what it said is taken from the frames. Undefined where nothing can be told of them.
 */
export const readWal = (wal: number, pageBytesOfFile: () => number): Wal | undefined => {
  const head = headOf(wal, pageBytesOfFile)
  if (head === undefined) return undefined
  const transactions = createTransactions()
  let damaged = head.isSound ? 0 : 1
  /** Not as written, or of an older use of the file: which, the next one that is of this use tells. */
  let passed: { readonly frame: Buffer | undefined; readonly at: number; readonly isOfThis: boolean }[] = []
  let before: readonly Sum[] = head.sums
  for (const { frame, at } of framesOf(wal, head.pageBytes)) {
    const isOfThis = frame === undefined || frame.subarray(8, 16).equals(head.salts)
    const matching = frame && isOfThis ? before.findIndex((sum) => isWhole(frame, head, sum)) : -1
    const last = passed.at(-1)
    if (frame === undefined || matching < 0) {
      const [sum] = before
      const counted = frame && isOfThis && sum ? [sumOfFrame(frame, head, sum)] : []
      before = frame === undefined ? [] : [sumAt(frame, 16), ...counted]
      passed.push({ frame, at, isOfThis })
      if (isOfThis) transactions.pass(frame)
      continue
    }
    damaged += passed.length
    // Of the one before it only the sum was hit, which this one goes on from.
    if (last?.frame && matching === 1) transactions.add(last.frame, last.at, 'passed before')
    passed = []
    transactions.add(frame, at, damaged > 0 ? 'behind' : 'read')
    before = [sumAt(frame, 16)]
  }
  damaged += passed.filter(({ isOfThis }) => isOfThis).length
  const found = transactions.found(damaged > 0)
  if (found.places.size + found.uncertain.size === 0) return undefined
  return { ...found, pageBytes: head.pageBytes, damaged, hasSoundHead: head.isSound }
}

/** Gathers pages by transaction. */
const createTransactions = () => {
  const places = new Map<number, number[]>()
  let open: [number, number][] = []
  let [pages, endedBehind, readUpTo, endsPassed] = [0, 0, 0, 0]
  const takeInto = (known: Map<number, number[]>) => {
    for (const [number, place] of open) {
      const before = known.get(number)
      if (before === undefined) known.set(number, [place])
      else before.push(place)
    }
    open = []
    return known
  }
  return {
    /** Of a frame that was hit it may be said that a transaction ended in it; with another end behind it, it did. */
    pass(frame: Buffer | undefined) {
      if (frame && frame.readUInt32BE(4) !== 0) endsPassed++
    },
    add(frame: Buffer, at: number, how: 'read' | 'behind' | 'passed before') {
      open.push([frame.readUInt32BE(0), at + frameHeadBytes])
      const pagesAfter = frame.readUInt32BE(4)
      if (pagesAfter === 0) return
      pages = pagesAfter
      if (how === 'read') readUpTo = at
      else endedBehind += endsPassed + (how === 'behind' ? 1 : 0)
      endsPassed = 0
      takeInto(places)
    },
    found(isDamaged: boolean) {
      const uncertain = isDamaged ? takeInto(new Map<number, number[]>()) : new Map<number, number[]>()
      const highest = [...places.keys(), ...uncertain.keys()].reduce((most, page) => Math.max(most, page), 0)
      return { places, uncertain, pages, highest, endedBehind, readUpTo }
    },
  }
}

function* framesOf(wal: number, pageBytes: number) {
  const frameBytes = frameHeadBytes + pageBytes
  const end = fstatSync(wal).size - frameBytes
  for (let at = headBytes; at <= end; at += frameBytes) yield { at, frame: readAt(wal, at, frameBytes) }
}

interface Sums {
  readonly pageBytes: number
  readonly isBigEndian: boolean
  /** What the sum of the first frame may go on from. */
  readonly sums: readonly Sum[]
}

interface Head extends Sums {
  /** All frames of one use of the file have the same. */
  readonly salts: Buffer
  readonly isSound: boolean
}

const headOf = (wal: number, pageBytesOfFile: () => number): Head | undefined => {
  if (fstatSync(wal).size <= headBytes) return undefined
  const bytes = readAt(wal, 0, headBytes) ?? Buffer.alloc(headBytes)
  const magic = bytes.readUInt32BE(0)
  const isBigEndian = magic % 2 === 1
  const pageBytes = pageBytesOf(bytes.readUInt32BE(8))
  const counted = sumOf(bytes.subarray(0, 24), isBigEndian, [0, 0])
  const isSound = magic >>> 1 === 0x377f0682 >>> 1 && isSum(counted, bytes, 24)
  if (isSound && pageBytes !== undefined)
    return { isSound, pageBytes, isBigEndian, salts: bytes.subarray(16, 24), sums: [sumAt(bytes, 24)] }
  // One of the two sums is right when a single byte was hit.
  for (const guess of [false, true]) {
    const sums = [sumAt(bytes, 24), sumOf(bytes.subarray(0, 24), guess, [0, 0])]
    const guessed = { pageBytes: pageBytesOfFile(), isBigEndian: guess, sums }
    const salts = saltsOfFirst(wal, guessed)
    if (salts !== undefined) return { ...guessed, isSound: false, salts }
  }
  return undefined
}

/** Of the first frame that goes on from the one before it: a file is written from its beginning. */
const saltsOfFirst = (wal: number, { pageBytes, isBigEndian, sums }: Sums): Buffer | undefined => {
  let before = sums
  for (const { frame } of framesOf(wal, pageBytes)) {
    if (frame && before.some((sum) => isWhole(frame, { isBigEndian }, sum))) return frame.subarray(8, 16)
    before = frame === undefined ? [] : [sumAt(frame, 16)]
  }
  return undefined
}

type Endian = Pick<Sums, 'isBigEndian'>

const isWhole = (frame: Buffer, endian: Endian, before: Sum): boolean =>
  isSum(sumOfFrame(frame, endian, before), frame, 16)

const sumOfFrame = (frame: Buffer, { isBigEndian }: Endian, before: Sum): Sum =>
  sumOf(frame.subarray(frameHeadBytes), isBigEndian, sumOf(frame.subarray(0, 8), isBigEndian, before))

type Sum = readonly [number, number]

const sumAt = (bytes: Buffer, at: number): Sum => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]

const isSum = ([first, second]: Sum, bytes: Buffer, at: number): boolean =>
  bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second

const sumOf = (bytes: Buffer, isBigEndian: boolean, [from0, from1]: Sum): Sum => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let [first, second] = [from0, from1]
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + view.getUint32(at, !isBigEndian) + second) >>> 0
    second = (second + view.getUint32(at + 4, !isBigEndian) + first) >>> 0
  }
  return [first, second]
}
