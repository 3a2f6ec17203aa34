/**
 * Mends names that were UTF-8, were read as Windows-1252 and were stored so: "BjÃ¶rn" becomes "Björn". It is
 * done only when every character is one that a Windows-1252 reader makes of a byte and the bytes are valid
 * UTF-8 with something beyond ASCII in it; correct text practically never passes both.
 */
const bytes = new Map<string, number>(
  Array.from({ length: 256 }, (_, byte): [string, number] => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    byte,
  ]),
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
