import { type Catalog, createFindTarget, foldedTag, type TagsAlike } from '#catalog'
import type { ListenerId } from '#domain'
import { blocked, entity, type Features, parseEntity } from '#features'
import { type BlockTarget, blockTargetSchema, type SayBlock, takingBack } from '#log'
import type { BlockEntryOf } from '#surfaces'

/**
 * Words about blocks as the log takes them. A tag is written as all its spellings fold, so that the log itself says that
 * all of them are meant. What is taken back is taken back under all names that this listener has blocked and sees as one entry,
 * and no others: an artist may be called like two thousand, and each word would have all of them. The trap closed here is the
 * log of an older Segue, where each spelling had a block of its own: an old word goes on to mean the spelling that it
 * names, and only a new one ends the blocks of all.
 */
export const createBlockWords = ({
  catalog,
  tagsAlike,
  features,
  blockEntryOf,
}: {
  readonly catalog: Catalog
  readonly tagsAlike: TagsAlike
  readonly features: Pick<Features, 'reading' | 'entries'>
  readonly blockEntryOf: BlockEntryOf
}): (() => SayBlock) => {
  const find = createFindTarget(catalog, tagsAlike)
  const findTarget = (target: BlockTarget): BlockTarget | undefined => {
    const found = find(target)
    return found?.kind === 'tag' ? { kind: 'tag', id: wordOf(found.id) } : found
  }
  const blocksOf = async (listenerId: ListenerId): Promise<Blocks> => {
    const blocks: Blocks = new Map()
    const owner = entity('listener', listenerId)
    for (const { about, state } of await features.reading(() => [...features.entries(blocked, owner)])) {
      const { kind, id } = parseEntity(about)
      if (state[0] === 1 && kind !== 'listener' && kind !== 'session')
        note(blocks, blockEntryOf({ kind, id }).key, { kind, id })
    }
    return blocks
  }
  /** What has no entry of its own is free when an entry ends that reaches it under another name. */
  const linkedTo = (blocks: Blocks, target: BlockTarget): readonly string[] => {
    const names = new Set(catalog.alsoCalled(target))
    const isLinked = (id: string) => names.has(target.kind === 'tag' ? wordOf(id) : id)
    return [...blocks].flatMap(([key, entry]) =>
      entry.kind === target.kind && entry.names.some(isLinked) ? namesOf(blocks, key) : [],
    )
  }
  return () => {
    const known = new Map<ListenerId, Promise<Blocks>>()
    return async ({ type, target: asked }, listenerId) => {
      const found = findTarget(asked)
      const reading = known.get(listenerId) ?? blocksOf(listenerId)
      known.set(listenerId, reading)
      // A block waits for what it hardly needs: it would overtake a word that was sent before it.
      const blocks = await reading
      // Taking back what was never blocked is fine, however it is spelt.
      const target = found ?? asked
      const { key } = blockEntryOf(target)
      if (type === 'listener.blocked') {
        if (found !== undefined) note(blocks, key, target)
        return found && { type, target }
      }
      const names = blocks.has(key) ? namesOf(blocks, key) : linkedTo(blocks, target)
      // As it is spelt too: an older Segue took a block as it was sent.
      return { type, ...takingBack(target, [...names, asked.id]) }
    }
  }
}

interface Entry {
  readonly kind: BlockTarget['kind']
  readonly names: readonly string[]
  told: number
}

/** What a listener has blocked, by the entry that it is listed as. */
type Blocks = Map<string, Entry>

/** A word that was sent before is not taken again, so the names are told with more than one; with all of thousands they would fill the log. */
const mostTold = 16

const note = (blocks: Blocks, key: string, { kind, id }: BlockTarget): void => {
  const names = [...(blocks.get(key)?.names ?? []), id]
  blocks.set(key, { kind, names, told: 0 })
}

const namesOf = (blocks: Blocks, key: string): readonly string[] => {
  const entry = blocks.get(key)
  if (entry === undefined || entry.told === mostTold) return []
  entry.told += 1
  return entry.names
}

/** Few letters fold into many: what would be too long for the log is its own word. */
const wordOf = (tag: string): string => {
  const id = foldedTag(tag)
  return blockTargetSchema.shape.id.safeParse(id).success ? id : tag
}
