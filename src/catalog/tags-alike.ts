import { foldedTag } from './alike.ts'
import type { Catalog } from './catalog.ts'

/** Every tag that this one may be another spelling of, itself included: the most common first, those of withdrawn tracks last. */
export type TagsAlike = (tag: string) => readonly string[]

/** Laid out when somebody asks, and again after the catalogue has changed. */
export const createTagsAlike = (catalog: Pick<Catalog, 'revision' | 'tags' | 'withdrawn'>): TagsAlike => {
  let known: { readonly revision: number; readonly spellings: ReadonlyMap<string, Set<string>> } | undefined
  const spellings = () => {
    if (known?.revision === catalog.revision) return known.spellings
    const all = new Map<string, Set<string>>()
    const note = (tag: string) => {
      const folded = foldedTag(tag)
      all.set(folded, (all.get(folded) ?? new Set()).add(tag))
    }
    for (const { tag } of catalog.tags()) note(tag)
    for (const { tags } of catalog.withdrawn()) tags.forEach(note)
    known = { revision: catalog.revision, spellings: all }
    return all
  }
  return (tag) => [...(spellings().get(foldedTag(tag)) ?? [])]
}
