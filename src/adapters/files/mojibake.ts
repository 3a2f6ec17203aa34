/**
 * Mends names that were UTF-8, were read as Windows-1252 and were stored so: "BjÃ¶rn" becomes "Björn". It is
 * done only when every character is one that a Windows-1252 reader makes of a byte and the bytes are valid
 * UTF-8 with something beyond ASCII in it; correct text practically never passes both.
 */
const bytes = new Map<string, number>(
  Array.from({ length: 256 }, (_, byte): [string, number][] => [
    // Who reads Latin-1 to the letter makes control characters of bytes that Windows-1252 has signs for.
    [String.fromCharCode(byte), byte],
    [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)), byte],
  ]).flat(),
)

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const mendMojibake = (text: string): string => {
  if (!/[\u0080-\uffff]/.test(text)) return text
  const original: number[] = []
  for (const character of text) {
    const byte = bytes.get(character)
    if (byte === undefined) return text
    original.push(byte)
  }
  try {
    return decoder.decode(Uint8Array.from(original))
  } catch {
    return text
  }
}

const cyrillic = new TextDecoder('windows-1251')
/** Of a Russian letter in Windows-1251, what Latin-1 makes: À to ÿ, ¨ and ¸. */
const word = /[\u00c0-\u00ff\u00a8\u00b8]+/g
const longEnough = 4

/**
 * Mends Russian names of old MP3 tags, which were Windows-1251 and are read as Latin-1: "Êèíî" becomes "Кино". The trap is
 * a name of another language with accents: it has plain letters beside them in nearly every word, so a text counts where a
 * word of four letters or more has none, and no word has both.
 */
const mendCyrillic = (text: string): string => {
  if (/[a-z][\u00c0-\u00ff\u00a8\u00b8]|[\u00c0-\u00ff\u00a8\u00b8][a-z]|[\u0100-\uffff]/i.test(text))
    return text
  const words = text.match(word) ?? []
  if (!words.some(({ length }) => length >= longEnough)) return text
  return text.replace(/[\u0080-\u00ff]/g, (sign) => cyrillic.decode(Uint8Array.of(sign.charCodeAt(0))))
}

/** A text of a tag that says wrongly, or not at all, how its letters are written. */
export const mendTagText = (text: string): string => mendCyrillic(mendMojibake(text))
