/**
 * Exports that went through a web page write "It&#39;s" and "Guns &amp; Roses". The trap is the semicolon: it parts
 * artists, so that one was read as "Guns &amp" and "Roses", and no block on either held.
 */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** A text with the signs that such references stand for; read once, so that "&amp;amp;" is "&amp;". */
export const withoutReferences = (text: string): string =>
  text.replace(
    /&(?:#(\d{2,5})|#x([\da-f]{2,5})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (whole, decimal, hex, name) => {
      if (typeof name === 'string') return named[name.toLowerCase()] ?? whole
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
      const isSign = code >= 32 && !(code >= 127 && code < 160) && !(code >= 0xd800 && code < 0xe000)
      return isSign ? String.fromCodePoint(code) : whole
    },
  )
