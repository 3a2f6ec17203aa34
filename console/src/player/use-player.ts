import type { ListedTrack, RuledOut, Track } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { allLikedSongs, songOf } from '../listener/all-likes.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { ruledOutBy } from '../listener/ruled-out.ts'
import { segue } from '../segue.ts'
import { useStore } from '../store.ts'
import { isAskedToPlay } from './moving-on.ts'
import { type PlayerState, playerStore, ratingKey } from './player-store.ts'
import { type SoundState, soundStore } from './sound.ts'

export const usePlayer = <Part>(select: (state: PlayerState) => Part): Part => useStore(playerStore, select)
export const useSound = <Part>(select: (state: SoundState) => Part): Part => useStore(soundStore, select)

/** What the play button shows and undoes; it changes with either store. */
export const useAskedToPlay = (): boolean => {
  const byPlayer = usePlayer(isAskedToPlay)
  const bySound = useSound(isAskedToPlay)
  return byPlayer && bySound
}

const useSaid = (track: Track) => {
  const listenerId = useListenerId()
  return usePlayer((state) => state.ratings[ratingKey(listenerId, track)])
}

export const useRuledOut = (track: ListedTrack): RuledOut['by'] | undefined =>
  ruledOutBy(track, useSaid(track))

/** What this listener thinks of a track: what was said here, else what the server knows. */
export const useRating = (track: Track): 'liked' | 'disliked' | 'unrated' => {
  const listenerId = useListenerId()
  const said = useSaid(track)
  const { data } = useQuery({
    queryKey: ['liked-songs', listenerId],
    queryFn: ({ signal }) => allLikedSongs(listenerId, signal, segue.likes),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return said ?? (data?.has(songOf(track)) ? 'liked' : 'unrated')
}
