import { AppError } from '#domain'
import { createNumbering, withRoomFor } from './numbering.ts'
import { numbersIn, wordsOf } from './packed-artifact.ts'
import { columnsOfNames, namesInColumns } from './packed-names.ts'
import { fromStrongest, numberedFirst, renumbered } from './weakest.ts'

/**
 * Numbers for those of whom most was heard lately. Whoever sends made-up listeners would have what is kept of each grow
 * without end: of more than there is room for, the half that was quiet longest goes. What is kept of a listener is where they
 * stand in a session, and which of their events were observed, and of that the newest is asked for. Who goes follows from the
 * names and their order alone, so a training goes on to the same bytes wherever the one before ended.
 */
export interface RecentNames {
  /** Undefined for a name that was never met, or has gone. */
  known(name: string): number | undefined
  /** Its number; a new name gets the next. */
  meet(name: string): number
  /** With too many met: by the number of before, that of now, -1 for whoever goes. Undefined while all stay. */
  thin(): Int32Array | undefined
  readonly size: number
  pack(): Readonly<Record<string, Uint32Array>>
}

const column = 'listeners'
const metColumn = 'listenersMet'

export const createRecentNames = (most: number, u32?: (name: string) => Uint32Array): RecentNames => {
  let names = createNumbering(u32 && namesInColumns(column, u32))
  /** By number, the turn of the last meeting; each meeting is a turn. */
  let met = u32 ? numbersIn(u32(metColumn)) : new Float64Array(0)
  if (met.length !== names.size)
    throw new AppError('corrupt-record', 'What was observed of listeners has columns of different lengths.')
  let turn = met.reduce((last, one) => Math.max(last, one), 0)
  return {
    known: (name) => names.known(name),
    meet(name) {
      const number = names.numberOf(name)
      met = withRoomFor(met, number)
      met[number] = ++turn
      return number
    },
    thin() {
      const { size } = names
      if (size <= most) return undefined
      const numbers = numberedFirst(Math.ceil(most / 2), fromStrongest(met, size))
      names = createNumbering(names.names().filter((_, number) => (numbers[number] ?? -1) >= 0))
      met = renumbered(met, numbers)
      return numbers
    },
    get size() {
      return names.size
    },
    pack: () => ({
      ...columnsOfNames(column, names.names()),
      [metColumn]: wordsOf(met.slice(0, names.size)),
    }),
  }
}
