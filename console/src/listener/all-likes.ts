import type { Track } from '@segue/client'

const mostPerPage = 500

/** The ids of all that a listener likes: hearts stand beside any track, however long ago it was liked. */
export const allLikedIds = async (
  listenerId: string,
  signal: AbortSignal,
  likes: LikesPage,
): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>()
  for (let before: string | undefined; ; ) {
    const page = await likes(listenerId, { limit: mostPerPage, ...(before && { before }) }, { signal })
    for (const { id } of page.tracks) ids.add(id)
    if (page.next === undefined) return ids
    before = page.next
  }
}

type LikesPage = (
  listenerId: string,
  query: { limit: number; before?: string },
  options: { signal: AbortSignal },
) => Promise<{ readonly tracks: readonly Pick<Track, 'id'>[]; readonly next?: string | undefined }>
