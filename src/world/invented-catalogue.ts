import {
  type Artist,
  artistId,
  createRandom,
  dayMs,
  type Instant,
  instant,
  type Random,
  recordingId,
  releaseId,
  type Track,
  toIso,
  trackId,
} from '#domain'
import { inventArtistName, inventTitle } from './invented-names.ts'

/**
 * A whole catalogue that doesn't exist, for when there is no real one at hand. Ids begin with `world-`, so a
 * simulated track can be told from a real one wherever it turns up; there is no audio, for there is none.
 */
interface Genre {
  readonly tag: string
  readonly styles: readonly string[]
  /** Middle of the energy of its tracks, 0 to 1. */
  readonly energy: number
  readonly minutes: number
}

const genres: readonly Genre[] = [
  { tag: 'ambient', styles: ['drone', 'field recordings', 'space', 'piano'], energy: 0.15, minutes: 6 },
  {
    tag: 'electronic',
    styles: ['house', 'techno', 'downtempo', 'electro', 'minimal'],
    energy: 0.65,
    minutes: 5.5,
  },
  {
    tag: 'rock',
    styles: ['indie', 'post rock', 'garage', 'psychedelic', 'shoegaze'],
    energy: 0.7,
    minutes: 4,
  },
  { tag: 'folk', styles: ['acoustic', 'singer-songwriter', 'traditional'], energy: 0.3, minutes: 3.6 },
  { tag: 'jazz', styles: ['swing', 'modal', 'fusion', 'vocal jazz'], energy: 0.45, minutes: 5 },
  { tag: 'hip hop', styles: ['instrumental', 'boom bap', 'abstract'], energy: 0.6, minutes: 3.3 },
  { tag: 'pop', styles: ['synth pop', 'dream pop', 'dance pop'], energy: 0.6, minutes: 3.4 },
  { tag: 'soul', styles: ['funk', 'neo soul', 'gospel'], energy: 0.55, minutes: 3.8 },
  { tag: 'classical', styles: ['chamber', 'orchestral', 'piano', 'choral'], energy: 0.25, minutes: 7 },
  { tag: 'reggae', styles: ['dub', 'roots', 'dancehall'], energy: 0.5, minutes: 4.2 },
  { tag: 'latin', styles: ['bossa nova', 'cumbia', 'salsa'], energy: 0.6, minutes: 3.9 },
  { tag: 'metal', styles: ['doom', 'progressive', 'thrash'], energy: 0.9, minutes: 4.8 },
]

interface InventedArtist extends Artist {
  readonly genre: Genre
  readonly styles: readonly string[]
  readonly label: string
}

const styleOf = (genre: Genre, random: Random): string =>
  genre.styles[random.below(genre.styles.length)] ?? genre.tag

const inventArtist = (number: number, random: Random): InventedArtist => {
  const genre = genres[Math.floor(genres.length * random.next() ** 1.4)] ?? genres[0]
  if (genre === undefined) throw new RangeError('the list of genres is empty')
  return {
    id: artistId(`world-artist-${String(number).padStart(5, '0')}`),
    name: inventArtistName(random),
    genre,
    styles: [...new Set([styleOf(genre, random), styleOf(genre, random)])],
    label: `${genre.tag} imprint ${1 + random.below(5)}`,
  }
}

const clamp01 = (value: number): number => Math.min(1, Math.max(0, value))
const toHundredths = (value: number): number => Math.round(value * 100) / 100

interface Release {
  readonly id: NonNullable<Track['release']>
  readonly artist: InventedArtist
  readonly releasedAt: string
}

const inventTrack = (
  number: number,
  release: Release,
  guests: readonly InventedArtist[],
  random: Random,
): Track => {
  const { artist } = release
  const id = `world-${String(number).padStart(7, '0')}`
  const borrowed = random.next() < 0.15 ? [styleOf(artist.genre, random)] : []
  const guest = random.next() < 0.08 ? guests[random.below(guests.length)] : undefined
  return {
    id: trackId(id),
    recordingId: recordingId(id),
    title: inventTitle(random),
    artists: [{ id: artist.id, name: artist.name }],
    featured: guest === undefined || guest.id === artist.id ? [] : [{ id: guest.id, name: guest.name }],
    release: release.id,
    label: artist.label,
    year: Number(release.releasedAt.slice(0, 4)),
    durationMs: Math.round(artist.genre.minutes * 60 * Math.exp(0.3 * random.normal())) * 1000,
    tags: [...new Set([artist.genre.tag, ...artist.styles, ...borrowed])],
    energy: toHundredths(clamp01(artist.genre.energy + 0.15 * random.normal())),
    rating: toHundredths(clamp01(0.55 + 0.2 * random.normal())),
    releasedAt: release.releasedAt,
  }
}

/** A few tracks are a second version of the recording before them, as real catalogues have it. */
const asVersionOf = (before: Track, track: Track): Track => ({
  ...track,
  recordingId: before.recordingId,
  title: `${before.title} (radio edit)`,
})

/** `count` tracks, the newest release last; no release is dated after `endsAt`. */
export const inventCatalogue = (count: number, seed: string, endsAt: Instant): Track[] => {
  const random = createRandom(`${seed}/catalogue`)
  const artists: InventedArtist[] = []
  const tracks: Track[] = []
  for (let releaseNumber = 1; tracks.length < count; releaseNumber++) {
    const isNewcomer = artists.length < 2 || random.next() < 0.45
    const artist = isNewcomer
      ? inventArtist(artists.length + 1, random)
      : artists[random.below(artists.length)]
    if (artist === undefined) throw new RangeError('an artist number is out of range')
    if (isNewcomer) artists.push(artist)
    const age = (1 - tracks.length / count) ** 1.5 * 35 * 365 * dayMs
    const release: Release = {
      id: {
        id: releaseId(`world-release-${String(releaseNumber).padStart(6, '0')}`),
        title: inventTitle(random),
      },
      artist,
      releasedAt: toIso(instant(endsAt - age)).slice(0, 10),
    }
    const size = Math.min(count - tracks.length, random.next() < 0.3 ? 1 : 4 + random.below(9))
    for (let i = 0; i < size; i++) {
      const track = inventTrack(tracks.length + 1, release, artists, random)
      const before = i > 0 && random.next() < 0.02 ? tracks.at(-1) : undefined
      tracks.push(before === undefined ? track : asVersionOf(before, track))
    }
  }
  return tracks
}
