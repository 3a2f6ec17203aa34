/**
 * A `Range` header for one range of bytes (RFC 9110 §14). Anything else, several ranges included, counts as
 * absent and gets the whole file, which the RFC allows. `end` is inclusive.
 */
export const byteRange = (
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [, first = '', last = ''] = match
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (
    start >= size ||
    (first !== '' && last !== '' && Number(last) < start) ||
    (first === '' && Number(last) === 0)
  ) {
    return 'unsatisfiable'
  }
  return { start, end }
}
