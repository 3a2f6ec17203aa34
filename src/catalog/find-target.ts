import { artistId, creditsOf, trackId } from '#domain'
import type { Catalog } from './catalog.ts'
import { artistIdOf, cleanText } from './names.ts'
import type { TagsAlike } from './tags-alike.ts'

/**
 * What a block is about, as the catalogue spells it. The trap closed here is a block that is taken, listed and
 * holds nothing, because "Reggae" is not how the catalogue writes "reggae". Ids that a source gave are compared as
 * they are but for white space at the ends and in runs: in many of them case tells one from the other.
 */
export interface Target {
  readonly kind: 'artist' | 'track' | 'tag'
  readonly id: string
}

const artistPrefix = /^artist:/i

/** How the catalogue may spell what a person or a client wrote, as it is first; of tags see `createTagsAlike`. */
export const spellingsOf = ({ kind, id }: Target): readonly string[] => {
  if (kind === 'tag') return [id]
  return kind === 'track'
    ? [id, cleanText(id)]
    : [id, cleanText(id), artistIdOf(id.replace(artistPrefix, ''))]
}

/**
 * Finds a target among all that the catalogue has or had: what was withdrawn may have other versions, and may
 * return. What is called otherwise by now is found under that name. Undefined for what was never there.
 */
export const createFindTarget = (
  catalog: Catalog,
  tagsAlike: TagsAlike,
): (<Asked extends Target>(target: Asked) => Asked | undefined) => {
  let former: { readonly revision: number; readonly artists: Set<string> }
  const formerly = () => {
    if (former?.revision === catalog.revision) return former
    former = { revision: catalog.revision, artists: new Set() }
    for (const track of catalog.withdrawn()) {
      for (const { id } of creditsOf(track)) former.artists.add(id)
    }
    return former
  }
  const isThere = (kind: 'artist' | 'track', id: string): boolean => {
    if (kind === 'track') return catalog.keyOf(trackId(id)) !== undefined
    const isNamed = catalog.artist(artistId(id)) !== undefined || formerly().artists.has(id)
    return isNamed || wasThere(catalog, { kind, id })
  }
  const find = (target: Target): string | undefined => {
    const { kind } = target
    if (kind === 'tag') {
      const spelt = [target.id, ...catalog.alsoCalled(target)].flatMap(tagsAlike)[0]
      return spelt ?? (wasThere(catalog, target) ? target.id : undefined)
    }
    const spellings = spellingsOf(target)
    const since = () => (kind === 'artist' ? spellings.map((id) => catalog.calledNow(artistId(id))) : [])
    return [spellings, since()].flat().find((spelling) => isThere(kind, spelling))
  }
  return (target) => {
    const id = find(target)
    return id === undefined ? undefined : { ...target, id }
  }
}

/** Tracks were called so, and are judged by it still. */
const wasThere = (catalog: Catalog, target: Target): boolean =>
  !Iterator.from(catalog.formerly(target)).next().done
