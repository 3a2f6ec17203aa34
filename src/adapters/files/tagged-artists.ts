import type { IAudioMetadata } from 'music-metadata'
import { withoutReferences } from './character-references.ts'
import { mendTagText } from './mojibake.ts'
import { namesListed } from './names-listed.ts'

/**
 * Who stands in the tags of an audio file. ID3 before 2.4 parts artists by a slash, which is also a part of names
 * ("AC/DC"), and the tag library parts there: what a slash alone parted is joined again, and told as such.
 */
export interface TaggedArtists {
  readonly names: readonly string[]
  /** Of them, those that may be several. */
  readonly slashed: readonly string[]
}

export const taggedArtists = (tags: Pick<IAudioMetadata, 'common' | 'native' | 'quality'>): TaggedArtists => {
  const { artists, artist } = tags.common
  const parts = (artists ?? [artist]).filter((name) => name !== undefined)
  const text = slashedText(tags)
  if (text === undefined) return { names: parts.flatMap(namesIn), slashed: [] }
  const names = joined(parts, text).flatMap(namesIn)
  return { names, slashed: names.filter((name) => name.includes('/')) }
}

/** As in a table: a bar or a semicolon parts, but not that of `&amp;`. */
export const namesIn = (text: string): readonly string[] => namesListed(withoutReferences(mendTagText(text)))

/** The artists of such a tag in one, as it was written but for blanks beside the slash. */
const slashedText = ({ native, quality }: Pick<IAudioMetadata, 'native' | 'quality'>): string | undefined => {
  // The later version is read where a file has both.
  if (native['ID3v2.4']?.some(({ id }) => id === 'TPE1')) return undefined
  for (const [version, frame] of oldFrames) {
    const values = native[version]?.filter(({ id }) => id === frame).map(({ value }) => String(value)) ?? []
    const isParted = quality.warnings.some(({ message }) =>
      message.startsWith(`${version} ${frame} uses non standard null-separator`),
    )
    if (values.length > 0) return isParted ? undefined : values.join('/')
  }
  return undefined
}

const oldFrames = [
  ['ID3v2.3', 'TPE1'],
  ['ID3v2.2', 'TP1'],
] as const

/** A list of artists beside the text ("X feat. AC/DC") parts the names that no slash joins there. */
const joined = (parts: readonly string[], text: string): readonly string[] => {
  const names: string[] = []
  for (const part of parts) {
    const before = names.at(-1)
    const both = `${before}/${part}`
    if (before !== undefined && text.includes(both)) names[names.length - 1] = both
    else names.push(part)
  }
  return names
}
