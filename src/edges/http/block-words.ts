import { type Catalog, createFindTarget, foldedTag, type TagsAlike } from '#catalog'
import type { ListenerId } from '#domain'
import { blocked, entity, type Features, parseEntity } from '#features'
import { type BlockTarget, blockTargetSchema } from '#log'
import type { BlockEntry } from '#surfaces'

/**
 * What a word about a block is said of, and under which other ids it takes one back. A tag is written as all its
 * spellings fold, so that the log itself says that all of them are meant. The trap closed here is the log of an older
 * Segue, where each spelling had a block of its own: an old word goes on to mean the spelling that it names, and only a
 * new one ends the blocks of all.
 */
export interface BlockWords {
  /** Undefined for what was never there. */
  readonly findTarget: (target: BlockTarget) => BlockTarget | undefined
  readonly namesOf: (target: BlockTarget, listenerId: ListenerId) => readonly string[]
}

export const createBlockWords = ({
  catalog,
  tagsAlike,
  features,
  blockEntryOf,
}: {
  readonly catalog: Catalog
  readonly tagsAlike: TagsAlike
  readonly features: Pick<Features, 'entries'>
  readonly blockEntryOf: (target: BlockTarget) => BlockEntry
}): BlockWords => {
  const find = createFindTarget(catalog, tagsAlike)
  const blockedTags = (listenerId: ListenerId): readonly string[] => {
    try {
      return [...features.entries(blocked, entity('listener', listenerId))].flatMap(({ about, state }) => {
        const { kind, id } = parseEntity(about)
        return kind === 'tag' && state[0] === 1 ? [id] : []
      })
    } catch {
      // While states are mended words are taken all the same; the catalogue knows most spellings.
      return []
    }
  }
  return {
    findTarget: (target) => {
      const found = find(target)
      return found?.kind === 'tag' ? { kind: 'tag', id: wordOf(found.id) } : found
    },
    namesOf: (target, listenerId) => {
      const { names } = blockEntryOf(target)
      if (target.kind !== 'tag') return names
      const words = new Set(names.map(wordOf))
      const older = blockedTags(listenerId).filter((tag) => words.has(wordOf(tag)))
      return [...words, ...older, ...names, ...names.flatMap(tagsAlike)]
    },
  }
}

/** Few letters fold into many: what would be too long for the log is its own word. */
const wordOf = (tag: string): string => {
  const id = foldedTag(tag)
  return blockTargetSchema.shape.id.safeParse(id).success ? id : tag
}
