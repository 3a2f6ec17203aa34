import { type Catalog, createFindTarget, foldedTag, type TagsAlike } from '#catalog'
import type { ListenerId } from '#domain'
import { blocked, blocksIn, entity, type Features } from '#features'
import {
  type BlockTarget,
  type BlockWords,
  blockTargetSchema,
  type Entry,
  isBlockWord,
  type Journal,
  takingBack,
} from '#log'
import type { BlockEntryOf, NamesakesOf } from '#surfaces'

/**
 * Words about blocks as the log takes them. A tag is written as all its spellings fold, so that the log itself says that
 * all of them are meant. What is taken back is taken back under all names that this listener has blocked and sees as one entry,
 * and no others: an artist may be called like two thousand, and each word would have all of them.
 *
 * Two traps are closed here. The log of an older Segue, where each spelling had a block of its own: an old word goes on to mean
 * the spelling that it names, and only a new one ends the blocks of all. And a block that is on its way: what is folded
 * does not know it yet, so it would outlive the word that takes it back and that the log has behind it.
 */
export const createBlockWords = ({
  catalog,
  tagsAlike,
  features,
  blockEntryOf,
  namesakes,
  journal,
}: {
  readonly catalog: Catalog
  readonly tagsAlike: TagsAlike
  readonly features: Pick<Features, 'reading' | 'entries'>
  readonly blockEntryOf: BlockEntryOf
  readonly namesakes: NamesakesOf
  readonly journal: Pick<Journal, 'append'>
}): BlockWords => {
  const onTheirWay = new Map<ListenerId, Set<BlockTarget>>()
  const findTarget = createFindTarget(catalog, tagsAlike)
  const find = (target: BlockTarget): BlockTarget | undefined => {
    const found = findTarget(target)
    return found?.kind === 'tag' ? { kind: 'tag', id: wordOf(found.id) } : found
  }

  const saidBy = (listenerId: ListenerId): BlockTarget[] => {
    const owner = entity('listener', listenerId)
    const folded = blocksIn(features.entries(blocked, owner)).map(({ kind, id }) => ({ kind, id }))
    return [...folded, ...(onTheirWay.get(listenerId) ?? [])]
  }

  /** What has no entry of its own is free when an entry ends that reaches it. */
  const reaching = (said: Said, target: BlockTarget): readonly string[] => {
    const names = new Set(namesakes(target).flatMap(({ ids }) => ids))
    const reaches = (id: string) => names.has(target.kind === 'tag' ? foldedTag(id) : id)
    return [...said.entries].flatMap(([key, entry]) =>
      entry.kind === target.kind && entry.names.some(reaches) ? namesOf(said, key) : [],
    )
  }

  const takenBack = (said: Said, asked: BlockTarget): ReturnType<typeof takingBack> => {
    for (const target of said.unlisted.splice(0)) note(said, blockEntryOf(target).key, target)
    // Taking back what was never blocked is fine, however it is spelt.
    const target = find(asked) ?? asked
    const { key } = blockEntryOf(target)
    const names = said.entries.has(key) ? namesOf(said, key) : reaching(said, target)
    // As it is spelt too: an older Segue took a block as it was sent.
    return takingBack(target, [...names, asked.id])
  }

  /** What is blocked is read for every word: one that waited for nothing would overtake those that wait until it can be read. */
  const wordsOf = (entries: readonly Entry[]): readonly Entry[] => {
    const known = new Map<ListenerId, Said>()
    return entries.map((entry) => {
      const { event } = entry
      if (!isBlockWord(event)) return entry
      const said = known.get(event.listenerId) ?? { unlisted: saidBy(event.listenerId), entries: new Map() }
      known.set(event.listenerId, said)
      if (event.type === 'listener.unblocked') {
        return { ...entry, event: { ...event, ...takenBack(said, event.target) } }
      }
      const target = find(event.target) ?? event.target
      said.unlisted.push(target)
      return { ...entry, event: { ...event, target } }
    })
  }

  const noting = async <Stored>(words: readonly Entry[], stored: Promise<Stored>): Promise<Stored> => {
    const blocks = words.flatMap(({ event }) => (event.type === 'listener.blocked' ? event : []))
    for (const { listenerId, target } of blocks) {
      const said = onTheirWay.get(listenerId) ?? new Set()
      onTheirWay.set(listenerId, said.add(target))
    }
    try {
      return await stored
    } finally {
      for (const { listenerId, target } of blocks) {
        const said = onTheirWay.get(listenerId)
        if (said?.delete(target) && said.size === 0) onTheirWay.delete(listenerId)
      }
    }
  }

  return {
    find,
    append: async (entries) => {
      if (!entries.some(({ event }) => isBlockWord(event))) return await journal.append(entries)
      const owners = entries.map(({ event }) => entity('listener', event.listenerId))
      return await features.reading(owners, () => {
        const words = wordsOf(entries)
        return noting(words, journal.append(words))
      })
    },
  }
}

/** What a listener has blocked when a word is said. */
interface Said {
  /** Not looked up yet: only who takes something back has to know as what they are listed. */
  readonly unlisted: BlockTarget[]
  /** By the entry that it is listed as. */
  readonly entries: Map<string, Listed>
}

interface Listed {
  readonly kind: BlockTarget['kind']
  readonly names: string[]
  told: number
}

/** A word that was sent before is not taken again, so the names are told with more than one; with all of thousands they would fill the log. */
const mostTold = 16

const note = ({ entries }: Said, key: string, { kind, id }: BlockTarget): void => {
  const entry = entries.get(key)
  entry?.names.push(id)
  if (entry) entry.told = 0
  else entries.set(key, { kind, names: [id], told: 0 })
}

const namesOf = ({ entries }: Said, key: string): readonly string[] => {
  const entry = entries.get(key)
  if (entry === undefined || entry.told === mostTold) return []
  entry.told += 1
  return entry.names
}

/** Few letters fold into many: what would be too long for the log is its own word. */
const wordOf = (tag: string): string => {
  const id = foldedTag(tag)
  return blockTargetSchema.shape.id.safeParse(id).success ? id : tag
}
