import type { FileTags, Sighting, ToldTags } from '#catalog'
import { readAudioFile } from './audio-file.ts'
import { createFolderTags, folderOf, type OpenFile } from './folder-tags.ts'

/** An audio file as it was found. */
export interface SeenFile extends Sighting {
  readonly path: string
  readonly tags?: FileTags | undefined
  /** The reading is what the catalogue has. */
  readonly isSame?: true | undefined
  /** The catalogue has another reading of the same bytes. */
  readonly isUnwritten?: true | undefined
}

/**
 * Passes files on once what their tags leave open is told by the others: most at once, those of a release without an album
 * artist with the last of their folder, and those of a name with a slash at the end. A file is opened again where it is told
 * something else than it was read with.
 */
export async function* settleTags<Seen extends SeenFile>(
  files: AsyncIterable<Seen>,
  all: readonly { readonly relative: string }[],
): AsyncGenerator<Seen> {
  const folderTags = createFolderTags()
  const left = new Map<string, number>()
  for (const { relative } of all) left.set(folderOf(relative), (left.get(folderOf(relative)) ?? 0) + 1)
  const waiting = new Map<string, Seen[]>()
  const told = async function* (folder: string): AsyncGenerator<Seen> {
    const some = waiting.get(folder) ?? []
    waiting.delete(folder)
    for (const one of some) yield await retold(one, folderTags.tell)
  }
  for await (const one of files) {
    const folder = folderOf(one.file)
    const open = openFile(one)
    if (open) folderTags.add(open)
    const some = waiting.get(folder)
    if (!open?.tags.slashed && !open?.tags.isReleaseOpen) yield one
    else if (some) some.push(one)
    else waiting.set(folder, [one])
    left.set(folder, (left.get(folder) ?? 0) - 1)
    if (left.get(folder) === 0 && !waiting.get(folder)?.some(({ tags }) => tags?.slashed)) yield* told(folder)
  }
  for (const folder of [...waiting.keys()]) yield* told(folder)
}

const openFile = ({ file, reading: { track }, tags }: SeenFile): OpenFile | undefined =>
  track && tags && { file, track, tags }

const retold = async <Seen extends SeenFile>(
  seen: Seen,
  tell: (one: OpenFile) => ToldTags,
): Promise<Seen> => {
  const before = openFile(seen)
  if (before === undefined) return seen
  const { told: known = {}, ...open } = before.tags
  const told = tell(before)
  if (JSON.stringify(told) === JSON.stringify(known)) return seen
  const { reading } = await readAudioFile(seen.path, seen.file, before.track.id, told)
  const isUnwritten = seen.isSame ?? seen.isUnwritten
  return { ...seen, reading, tags: { ...open, told }, isSame: undefined, isUnwritten }
}
