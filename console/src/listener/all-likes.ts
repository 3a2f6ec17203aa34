import type { Track } from '@segue/client'

const mostPerPage = 500

/** A like holds for the recording, and so does its heart: on whatever version it was said. */
export const songOf = ({ id, recordingId }: Pick<Track, 'id' | 'recordingId'>): string => recordingId ?? id

/** `songOf` all that a listener likes: hearts stand beside any track, however long ago it was liked. */
export const allLikedSongs = async (
  listenerId: string,
  signal: AbortSignal,
  likes: LikesPage,
): Promise<ReadonlySet<string>> => {
  const songs = new Set<string>()
  for (let before: string | undefined; ; ) {
    const page = await likes(listenerId, { limit: mostPerPage, ...(before && { before }) }, { signal })
    for (const track of page.tracks) songs.add(songOf(track))
    if (page.next === undefined) return songs
    before = page.next
  }
}

type LikesPage = (
  listenerId: string,
  query: { limit: number; before?: string },
  options: { signal: AbortSignal },
) => Promise<{
  readonly tracks: readonly Pick<Track, 'id' | 'recordingId'>[]
  readonly next?: string | undefined
}>
