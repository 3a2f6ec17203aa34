import { AppError, type Artist } from '#domain'
import { withoutReferences } from './character-references.ts'
import type { Field } from './column-names.ts'
import { mayBeSeveral, namesListed, nonBlank, partsNames } from './names-listed.ts'
import { bestNames } from './table-columns.ts'

/**
 * The texts and names in a cell, however a service wraps them: `"B"`, `["B"]`, `{"name": "B"}`, `{"#text": "B"}`,
 * `{"tag": [{"name": "B"}]}`. The trap is a name that is lost without a word, for blocks hold by names: a cell from
 * which none can be read refuses its row.
 */
export type Cells = ReadonlyMap<Field, unknown>

/** Leaves the row from whichever cell it was; `readRow` catches it. */
export const unreadableCell = (field: Field, fault: string): AppError =>
  new AppError('invalid-track', `${field}: ${fault}`)

export type Structure = Readonly<Record<string, unknown>>

export const isStructure = (value: unknown): value is Structure =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** Where XML, and what was made of it, keeps the text of an element that has attributes. */
const textKeys: readonly string[] = ['#text', '$t', '_', '@value', '$oid']

/** A text with attributes, which is no more than that text. */
export const isTextWithMore = (value: Structure): boolean => textKeys.some((key) => Object.hasOwn(value, key))

/** What else than its own names may name a thing within it. */
const alsoNamedBy: Partial<Record<Field, readonly Field[]>> = {
  genres: ['tags', 'styles'],
  styles: ['genres', 'tags'],
  tags: ['genres', 'styles'],
  date: ['year'],
}

const nameWithin = (field: Field, value: Structure): string | undefined => {
  const keys = Object.keys(value)
  const own = textKeys.find((key) => keys.includes(key)) ?? keys.find((key) => key.toLowerCase() === 'name')
  if (own !== undefined) return own
  const named = bestNames(keys)
  const fields: readonly Field[] = ['title', field, ...(alsoNamedBy[field] ?? [])]
  return fields.map((one) => named.get(one)?.[0]).find((key) => key !== undefined)
}

const plainText = (value: unknown): string | undefined => {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text
}

/** A JSON array in a text cell; other texts stay texts. */
export const unpacked = (value: unknown): unknown => {
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return value
  try {
    const parsed: unknown = JSON.parse(value)
    return Array.isArray(parsed) ? parsed : value
  } catch {
    return value
  }
}

/** All texts of a value, in order. */
const textsWithin = (field: Field, value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((part: unknown) => textsWithin(field, part))
  if (isStructure(value)) {
    const key = nameWithin(field, value)
    if (key !== undefined) return textsWithin(field, value[key])
    if (Object.keys(value).length === 0) return []
    throw unreadableCell(field, 'is an object in which no name or text is found')
  }
  const text = plainText(value)
  if (text === undefined) return []
  return [verbatim.has(field) ? text : withoutReferences(text)]
}

/** Ids and addresses are what they are, sign by sign. */
const verbatim: ReadonlySet<Field> = new Set<Field>(['id', 'releaseId', 'recordingId', 'audioUrl', 'licence'])

export const textOf = (cells: Cells, field: Field): string | undefined =>
  textsWithin(field, cells.get(field))[0]

/**
 * What is written into a column of ids where there is none. Zeros too, but for the id of the track itself: tables count
 * from 0. Read as ids, these would make one recording, or one release, of all that have none.
 */
const none =
  /^(?:[-\u2013\u2014_.?]+|#?n\.?\/?a\.?|nan|nil|null|none|undefined|unknown|tb[ad]|missing|empty|\\n)$/i
const zeros = /^[0{}-]+(?:\.0+)?$/

export const idOf = (cells: Cells, field: 'id' | 'releaseId' | 'recordingId'): string | undefined =>
  unlessNone(textOf(cells, field), field)

const unlessNone = (id: string | undefined, field: Field): string | undefined =>
  id === undefined || none.test(id) || (field !== 'id' && zeros.test(id)) ? undefined : id

export const tagsOf = (
  cells: Cells,
  field: 'genres' | 'styles' | 'tags' | 'markets' | 'notMarkets',
): readonly string[] => {
  const cell = unpacked(cells.get(field))
  const texts = textsWithin(field, cell)
  return Array.isArray(cell) ? texts : texts.flatMap((text) => text.split(/[|;,]/)).flatMap(nonBlank)
}

const artistsCounted = (cells: Cells): number => {
  const ids = unpacked(cells.get('artistIds'))
  if (Array.isArray(ids)) return ids.length
  return unlessNone(plainText(ids), 'artistIds')?.split(/[|;,]/).flatMap(nonBlank).length ?? 0
}

/** Whether the artists of a row come as a text that says how several are parted. */
export const partsArtists = (cells: Cells): boolean => {
  const cell = cells.get('artists')
  return typeof cell === 'string' && partsNames(withoutReferences(cell))
}

/** Whether one of the artists that were read of a row may be several, with nothing that says which. */
export const mayNameSeveral = (cells: Cells, artists: readonly Artist[]): boolean =>
  typeof unpacked(cells.get('artists')) === 'string' &&
  !partsArtists(cells) &&
  artistsCounted(cells) !== 1 &&
  artists.some(({ name }) => mayBeSeveral(name))

/**
 * Several people stand in a text (`namesListed`), or come as an array. Ids are taken from lists of `{id, name}`, as Segue
 * writes them, and from nothing else: known by name, an artist is the same one in every source.
 */
export const peopleOf = (cells: Cells, field: 'artists' | 'featured'): readonly unknown[] => {
  const cell = unpacked(cells.get(field))
  if (Array.isArray(cell)) {
    return cell.flatMap((one: unknown): readonly unknown[] =>
      isCredit(one) ? [one] : textsWithin(field, one),
    )
  }
  const texts = textsWithin(field, cell)
  if (isStructure(cell) && !isTextWithMore(cell)) return texts
  const counted = field === 'artists' ? artistsCounted(cells) : 0
  return texts.flatMap((text) => namesListed(text, counted))
}

export const isCredit = (value: unknown): boolean => {
  if (!isStructure(value)) return false
  const { id, name, ...more } = value
  const isNamed = typeof name === 'string' && name.trim() !== ''
  return isNamed && (id === undefined || typeof id === 'string') && Object.keys(more).length === 0
}

export const releaseOf = (
  cells: Cells,
): string | { readonly id: string; readonly title: string } | undefined => {
  const title = textOf(cells, 'release')
  const cell = cells.get('release')
  const { id: within } = isStructure(cell) ? cell : {}
  const id = idOf(cells, 'releaseId') ?? unlessNone(plainText(within), 'releaseId')
  return title !== undefined && id !== undefined ? { id, title } : title
}
