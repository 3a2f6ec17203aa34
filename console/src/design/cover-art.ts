import { hash } from '../hash.ts'

/**
 * Cover art for a catalogue that has none: a small printed-poster language (nine compositions, fourteen
 * palettes) chosen by hashing. The composition follows the artist and the palette the release, so that one
 * artist's covers look related and one release always looks the same. Pure: same ids, same bytes.
 */
export interface Palette {
  readonly ground: string
  readonly tones: readonly [string, string, string]
}

const palettes: readonly Palette[] = [
  { ground: '#e8dcc4', tones: ['#d9482b', '#1f2f46', '#e9a23b'] },
  { ground: '#16324a', tones: ['#f0c9a0', '#e4572e', '#4c9aa8'] },
  { ground: '#f0e6da', tones: ['#2a6f6b', '#f2a65a', '#21262b'] },
  { ground: '#25202b', tones: ['#e6b9a6', '#7d5ba6', '#f0733e'] },
  { ground: '#c84b31', tones: ['#f3e3c8', '#2d2a32', '#f2b25c'] },
  { ground: '#0f3d3e', tones: ['#e2dcc8', '#f08a5d', '#9ec9b4'] },
  { ground: '#dfe3dc', tones: ['#35524a', '#e36b4f', '#a2c1b4'] },
  { ground: '#2b2d42', tones: ['#edf2f4', '#ef6351', '#8d99ae'] },
  { ground: '#f4d9c6', tones: ['#83394b', '#e07a5f', '#3d405b'] },
  { ground: '#1b1b1e', tones: ['#f2e8cf', '#6a994e', '#d8572a'] },
  { ground: '#d6c5e3', tones: ['#3f2e56', '#f26b5e', '#faf3e3'] },
  { ground: '#f2c14e', tones: ['#2f3437', '#f4f1de', '#c9412b'] },
  { ground: '#334e68', tones: ['#f0e3d2', '#f5a572', '#9fb3c8'] },
  { ground: '#e9eae4', tones: ['#1d3557', '#e63f37', '#8fb8b3'] },
]

type Dice = (bound: number) => number
const dice = (seed: number): Dice => {
  let state = seed | 1
  return (bound) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5
    return Math.floor((((state ^ (state >>> 14)) >>> 0) / 0x1_0000_0000) * bound)
  }
}

type Composition = (palette: Palette, roll: Dice) => string
const steps = (count: number) => Array.from({ length: count }, (_, index) => index)
const tone = (palette: Palette, index: number): string => palette.tones[index % 3] ?? palette.tones[0]

const arcs: Composition = (palette, roll) => {
  const x = roll(2) * 100
  const y = roll(2) * 100
  const widest = 92 + roll(30)
  const step = 12 + roll(9)
  return steps(Math.floor(widest / step))
    .map(
      (ring) =>
        `<circle cx="${x}" cy="${y}" r="${widest - ring * step}" fill="${ring % 2 ? palette.ground : tone(palette, ring / 2)}"/>`,
    )
    .join('')
}

const horizon: Composition = (palette, roll) => {
  const line = 52 + roll(14)
  const sun = `<circle cx="${32 + roll(36)}" cy="${line - 6 - roll(14)}" r="${20 + roll(8)}" fill="${tone(palette, 1)}"/>`
  const stripes = steps(7)
    .map(
      (row) =>
        `<rect y="${line + row * row * 0.9 + row * 3}" width="100" height="${1.6 + row * 0.9}" fill="${tone(palette, row % 2 ? 2 : 0)}"/>`,
    )
    .join('')
  return `${sun}<rect y="${line}" width="100" height="60" fill="${palette.ground}"/>${stripes}`
}

const swells: Composition = (palette, roll) => {
  const crest = 18 + roll(26)
  const trough = 52 + roll(22)
  const rise = roll(2) ? 1 : -1
  return steps(5)
    .map((layer) => {
      const y = 22 + layer * 16
      const bend = rise * (8 + roll(24))
      const last = layer === 4
      return `<path d="M0 ${y}C${crest} ${y - bend} ${crest + 16} ${y + bend} ${trough} ${y}S88 ${y - bend} 100 ${y + roll(12)}V100H0Z" fill="${last ? palette.ground : tone(palette, layer)}" opacity="${last ? 1 : 0.94}"/>`
    })
    .join('')
}

const tiles: Composition = (palette, roll) =>
  steps(16)
    .map((cell) => {
      const x = (cell % 4) * 25
      const y = Math.floor(cell / 4) * 25
      const turn = roll(4) * 90
      const shape =
        roll(5) === 0
          ? '<circle cx="12.500" cy="12.500" r="8"/>'
          : roll(4) === 0
            ? '<path d="M0 0H25L0 25Z"/>'
            : '<path d="M0 0H25A25 25 0 0 1 0 25Z"/>'
      return `<g transform="translate(${x} ${y}) rotate(${turn} 12.500 12.500)" fill="${tone(palette, roll(3))}">${shape}</g>`
    })
    .join('')

const columns: Composition = (palette, roll) =>
  steps(7)
    .map((column) => {
      const height = 22 + roll(58)
      return `<rect x="${9 + column * 12}" y="${90 - height}" width="8.400" height="${height}" rx="4.200" fill="${tone(palette, column + roll(2))}"/>`
    })
    .join('')

const discs: Composition = (palette, roll) => {
  const left = 34 + roll(8)
  const y = 38 + roll(24)
  return [
    `<circle cx="${left}" cy="${y}" r="31" fill="${tone(palette, 0)}"/>`,
    `<circle cx="${left + 30}" cy="${100 - y}" r="31" fill="${tone(palette, 1)}" opacity="0.920"/>`,
    `<clipPath id="c"><circle cx="${left}" cy="${y}" r="31"/></clipPath>`,
    `<circle cx="${left + 30}" cy="${100 - y}" r="31" fill="${tone(palette, 2)}" clip-path="url(#c)"/>`,
  ].join('')
}

const dots: Composition = (palette, roll) => {
  const cx = 20 + roll(60)
  const cy = 20 + roll(60)
  return steps(81)
    .map((cell) => {
      const x = 10 + (cell % 9) * 10
      const y = 10 + Math.floor(cell / 9) * 10
      const near = Math.max(0, 1 - Math.hypot(x - cx, y - cy) / 74)
      return `<circle cx="${x}" cy="${y}" r="${(0.7 + near * near * 5.4).toFixed(2)}" fill="${tone(palette, near > 0.62 ? 1 : 0)}"/>`
    })
    .join('')
}

const strips: Composition = (palette, roll) => {
  const lean = 20 + roll(50)
  return `<g transform="rotate(${lean} 50 50)">${steps(9)
    .map(
      (strip) =>
        `<rect x="${-40 + strip * 20}" y="-50" width="${6 + roll(14)}" height="200" fill="${tone(palette, strip)}"/>`,
    )
    .join('')}</g><circle cx="50" cy="50" r="${15 + roll(12)}" fill="${palette.ground}"/>`
}

const groove: Composition = (palette, roll) => {
  const x = 40 + roll(20)
  const rings = steps(9)
    .map(
      (ring) =>
        `<circle cx="${x + ring * 0.9}" cy="${50 - ring * 0.7}" r="${45 - ring * 4.6}" fill="none" stroke="${tone(palette, ring > 5 ? 1 : 0)}" stroke-width="${ring % 3 === 0 ? 2.6 : 1.1}"/>`,
    )
    .join('')
  return `${rings}<circle cx="${x + 8}" cy="44" r="5.500" fill="${tone(palette, 1)}"/><rect y="84" width="${30 + roll(50)}" height="5" fill="${tone(palette, 2)}"/>`
}

const compositions: readonly Composition[] = [
  arcs,
  horizon,
  swells,
  tiles,
  columns,
  discs,
  dots,
  strips,
  groove,
]

export interface CoverSubject {
  readonly id: string
  readonly artists: readonly { readonly id: string }[]
  readonly release?: { readonly id: string } | undefined
}

const releaseKey = (subject: CoverSubject) => subject.release?.id ?? subject.id

export const coverPalette = (subject: CoverSubject): Palette =>
  palettes[hash(releaseKey(subject)) % palettes.length] ?? {
    ground: '#222222',
    tones: ['#777777', '#999999', '#bbbbbb'],
  }

const drawn = new Map<string, string>()

/** A cover as a data URL, drawn once per release and artist. */
export const coverUrl = (subject: CoverSubject): string => {
  const artist = subject.artists[0]?.id ?? subject.id
  const key = `${releaseKey(subject)}\n${artist}`
  const known = drawn.get(key)
  if (known !== undefined) return known
  const { ground, tones } = coverPalette(subject)
  const turn = hash(artist) >>> 8
  const palette: Palette = {
    ground,
    tones: [
      tones[turn % 3] ?? tones[0],
      tones[(turn + 1) % 3] ?? tones[1],
      tones[(turn + 2) % 3] ?? tones[2],
    ],
  }
  const compose = compositions[hash(artist) % compositions.length] ?? arcs
  const light = `<radialGradient id="l" cx="0.250" cy="0.150" r="1.100"><stop stop-color="#fff" stop-opacity="0.160"/><stop offset="0.500" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.180"/></radialGradient>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="512" height="512"><defs>${light}</defs><rect width="100" height="100" fill="${palette.ground}"/>${compose(palette, dice(hash(releaseKey(subject))))}<rect width="100" height="100" fill="url(#l)"/></svg>`
  const url = `data:image/svg+xml,${encodeURIComponent(svg)}`
  drawn.set(key, url)
  return url
}
