import { withoutReferences } from './character-references.ts'
import { type Cells, isCredit, isStructure, unpacked } from './table-names.ts'

/**
 * What ids are made of, as it was read while "It&#39;s" was taken for a name: what listeners said of such a row, they
 * said under the id that was made of that. Undefined for a row that has no such sign, as nearly all.
 */
export const asWritten = (cells: Cells): Cells | undefined => {
  let found = false
  // Read once, "&amp;#39;" is "&#39;".
  const escaped = (text: string): string => {
    found ||= withoutReferences(text) !== text
    return text.replaceAll('&', '&amp;')
  }
  const within = (value: unknown): unknown => {
    if (typeof value === 'string') return escaped(value)
    if (Array.isArray(value)) return value.map(within)
    if (!isStructure(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, within(part)]))
  }
  const people = unpacked(cells.get('artists'))
  const written: Cells = new Map([
    ['title', within(cells.get('title'))],
    ['release', within(cells.get('release'))],
    // A list of `{id, name}` is taken as it stands.
    [
      'artists',
      Array.isArray(people) ? people.map((one) => (isCredit(one) ? one : within(one))) : within(people),
    ],
  ])
  return found ? written : undefined
}
