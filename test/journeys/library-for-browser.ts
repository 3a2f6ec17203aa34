import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A music library for the browser's journey, made of sine tones: forty real WAV files with tags, eight artists,
 * four genres, and one artist who is also a guest on others' tracks, because that is where blocks tend to leak.
 */
const sampleRate = 8_000
const lengthSeconds = 20

const ascii = (text: string) => Buffer.from(text, 'latin1')

const chunk = (name: string, content: Uint8Array): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(content.length)
  return Buffer.concat([ascii(name), length, content, Buffer.alloc(content.length % 2)])
}

/** Mono, 8 bit: 160 kB for twenty seconds. `info` are RIFF tags: `INAM` title, `IART` artist, `IGNR` genre. */
const toneWav = (hertz: number, info: Readonly<Record<string, string>>): Buffer => {
  const format = Buffer.alloc(16)
  format.writeUInt16LE(1, 0)
  format.writeUInt16LE(1, 2)
  format.writeUInt32LE(sampleRate, 4)
  format.writeUInt32LE(sampleRate, 8)
  format.writeUInt16LE(1, 12)
  format.writeUInt16LE(8, 14)
  const samples = Buffer.alloc(sampleRate * lengthSeconds)
  for (let at = 0; at < samples.length; at++)
    samples[at] = Math.round(128 + 60 * Math.sin((2 * Math.PI * hertz * at) / sampleRate))
  const tags = Object.entries(info).map(([name, value]) => chunk(name, ascii(`${value}\0`)))
  const body = [
    ascii('WAVE'),
    chunk('fmt ', format),
    chunk('LIST', Buffer.concat([ascii('INFO'), ...tags])),
    chunk('data', samples),
  ]
  return chunk('RIFF', Buffer.concat(body))
}

export const guest = 'Mira Voss'

const artists: readonly { readonly name: string; readonly genre: string }[] = [
  { name: 'Ola Brenn', genre: 'folk' },
  { name: guest, genre: 'folk' },
  { name: 'The Quay Lights', genre: 'folk' },
  { name: 'Tarn & Sons', genre: 'electronic' },
  { name: 'Nine Lamps', genre: 'electronic' },
  { name: 'Hedda Krull', genre: 'jazz' },
  { name: 'Upper Deck Trio', genre: 'jazz' },
  { name: 'Gravel Choir', genre: 'rock' },
]
const words = ['Harbour', 'Paper Boats', 'Slow Signal', 'Winter Orchard', 'Copper Rain']

/** Writes the library into `folder`; the last track of every second artist has the guest on it. */
export const writeLibrary = (folder: string): { readonly tracks: number; readonly guestTracks: number } => {
  let guestTracks = 0
  for (const [place, artist] of artists.entries()) {
    const home = join(folder, artist.name)
    mkdirSync(home, { recursive: true })
    for (const [number, word] of words.entries()) {
      const features = artist.name !== guest && place % 2 === 0 && number === words.length - 1
      if (features || artist.name === guest) guestTracks++
      const title = `${word} ${['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'][place]}`
      writeFileSync(
        join(home, `${number + 1} ${word}.wav`),
        toneWav(110 + 12 * (place * words.length + number), {
          INAM: features ? `${title} (feat. ${guest})` : title,
          IART: artist.name,
          IPRD: `${artist.name} at sea`,
          IGNR: artist.genre,
        }),
      )
    }
  }
  return { tracks: artists.length * words.length, guestTracks }
}

/** The same for those who count nothing; answers what `--library` names. */
export const toneLibrary = (folder: string): string => {
  writeLibrary(folder)
  return folder
}
