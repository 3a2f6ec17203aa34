import { foldedTag, madePerName } from './alike.ts'
import type { Catalog } from './catalog.ts'

/** Every tag that this one may be another spelling of, itself included: the most common first, those of withdrawn tracks last. */
export type TagsAlike = (tag: string) => readonly string[]

/** More than a true catalogue has. */
const mostTags = 100_000

/** Laid out when somebody asks, and again after the catalogue has changed. Each tag is folded once. */
export const createTagsAlike = (catalog: Pick<Catalog, 'revision' | 'tags' | 'formerTags'>): TagsAlike => {
  const folded = madePerName(foldedTag, () => mostTags)
  let known: { readonly revision: number; readonly spellings: ReadonlyMap<string, Set<string>> } | undefined
  const spellings = () => {
    if (known?.revision === catalog.revision) return known.spellings
    const all = new Map<string, Set<string>>()
    const note = (tag: string) => {
      const alike = all.get(folded(tag))
      if (alike) alike.add(tag)
      else all.set(folded(tag), new Set([tag]))
    }
    for (const { tag } of catalog.tags()) note(tag)
    for (const tag of catalog.formerTags()) note(tag)
    known = { revision: catalog.revision, spellings: all }
    return all
  }
  return (tag) => [...(spellings().get(foldedTag(tag)) ?? [])]
}
