import type { ArtistPage as Artist } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { counted } from '../formatting.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { found } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { BlockButton, PageHead, PageOf, RadioButton, Section } from './page-head.tsx'
import { ReleaseGrid } from './release-grid.tsx'
import { ResultsLoading, TrackList } from './results.tsx'
import { TagChips } from './tag-chips.tsx'

/** An artist: what people play, their releases, where they are a guest, and who is like them. */
const useTracks = (id: string, role: 'main' | 'guest') => {
  const listenerId = useListenerId()
  const query = { artistId: id, role, versions: 'first', limit: 10, listenerId, blocked: 'marked' } as const
  return useQuery({
    queryKey: ['browse', 'tracks', id, role, listenerId],
    queryFn: ({ signal }) => segue.browse.tracks(query, { signal }),
  })
}

const Tracks = ({ data, title }: { data: ReturnType<typeof useTracks>['data']; title: string }) => {
  if (!data || data.total === 0) return null
  return (
    <Section title={title}>
      <TrackList entries={data.tracks.map(found)} label={title} />
    </Section>
  )
}

/** In this order and no other: what is answered late stands at the end, never above what is being looked at. */
const Sections = ({ artist }: { artist: Artist }) => {
  const { id, releaseList } = artist
  const own = useTracks(id, 'main')
  const guest = useTracks(id, 'guest')
  if (own.isPending) return <ResultsLoading />
  return (
    <>
      <Tracks data={own.data} title="Most played" />
      {releaseList.length > 0 && (
        <Section title="Releases">
          <ReleaseGrid releases={releaseList} />
        </Section>
      )}
      <Tracks data={guest.data} title="Guest on" />
      {!guest.isPending && <SimilarArtists id={id} />}
    </>
  )
}

const SimilarArtists = ({ id }: { id: string }) => {
  const listenerId = useListenerId()
  const { data } = useQuery({
    queryKey: ['similar artists', id, listenerId],
    queryFn: ({ signal }) => segue.artists.similar(id, { listenerId }, { signal }),
  })
  if (!data || data.artists.length === 0) return null
  return (
    <Section title="Similar artists">
      <ul className="flex flex-wrap gap-2">
        {data.artists.map((artist) => (
          <li key={artist.id} className="max-w-full">
            <Link
              to="/artists/$id"
              params={{ id: artist.id }}
              className="chip min-h-11 max-w-full whitespace-normal px-4 [overflow-wrap:anywhere]"
            >
              {artist.name}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export const ArtistPage = () => {
  const { id } = useParams({ from: '/artists/$id' })
  const asked = useQuery({
    queryKey: ['browse', 'artist', id],
    queryFn: ({ signal }) => segue.artists.get(id, { signal }),
  })
  return (
    <PageOf kind="Artist" asked={asked} title={({ name }) => name}>
      {(data) => (
        <>
          <PageHead
            what="Artist"
            title={data.name}
            facts={`${counted(data.tracks, 'track')} · ${counted(data.releases, 'release')}`}
          >
            <RadioButton seed={{ kind: 'artist', id }} />
            <BlockButton target={{ kind: 'artist', id }} name={data.name} />
          </PageHead>
          <TagChips tags={data.tags.map(({ tag }) => tag)} />
          <Sections artist={data} />
        </>
      )}
    </PageOf>
  )
}
