import type { ColumnReport } from '#catalog'
import type { Track } from '#domain'
import { mayBeSeveral } from './names-listed.ts'
import { type Cells, mayNameSeveral, partsArtists } from './table-names.ts'

/**
 * What was amiss with the artists of a table that has a column for them: in how many rows they are missing, or may
 * be several in one. The trap is a table that looks well read, while blocks on its artists don't hold.
 */
export interface ArtistAccount {
  add(cells: Cells, track: Track): void
  /** Of the rows so far. */
  warnings(): readonly string[]
}

export const createArtistAccount = (columns: ColumnReport): ArtistAccount => {
  const hasArtists = 'artists' in columns.used || 'artists' in columns.guessed
  const count = { tracks: 0, unnamed: 0, severalInOne: 0 }
  // A table that parts artists in any other way has its commas within names.
  let parts = false
  return {
    add(cells, track) {
      count.tracks += 1
      if (track.artists.length === 0) count.unnamed += 1
      if (mayNameSeveral(cells, track.artists)) count.severalInOne += 1
      parts ||= partsArtists(cells)
    },
    warnings() {
      const { tracks, unnamed, severalInOne } = count
      const warnings: string[] = []
      if (hasArtists && unnamed > 0) {
        warnings.push(
          `${unnamed} of ${tracks} tracks have no artists: their rows name nobody, so no block on an artist holds for them.`,
        )
      }
      if (severalInOne > 0 && !parts) {
        warnings.push(
          severalInOneLine(
            severalInOne,
            tracks,
            'Part artists by ; or add a column of their ids, such as Artist URI(s).',
          ),
        )
      }
      return warnings
    },
  }
}

const severalInOneLine = (some: number, tracks: number, advice: string): string =>
  `${some} of ${tracks} tracks may name several artists in one: "A, B" is one artist, as is "A & B", so a block on B does not hold there. ${advice}`

/** Of a folder: each of its files says itself how it parts artists. */
export const warningsOfFiles = (tracks: readonly Track[]): readonly string[] => {
  const some = tracks.filter(({ artists }) => artists.some(({ name }) => mayBeSeveral(name))).length
  if (some === 0) return []
  const advice = 'Where they are several, write each as a value of its own, or part them by ; in the tag.'
  return [severalInOneLine(some, tracks.length, advice)]
}
