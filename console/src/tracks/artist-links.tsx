import type { Track } from '@segue/client'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { FineLink } from './fine-link.tsx'

/** The people on a track, each a way into the catalogue; guests are named as guests. `fine` within rows and cards. */
export const ArtistLinks = ({
  track,
  tabIndex,
  fine = false,
}: {
  track: Track
  tabIndex?: number
  fine?: boolean
}) => (
  <>
    {track.artists.map((artist, index) => (
      <span key={artist.id}>
        {index > 0 && ', '}
        <ArtistLink artist={artist} tabIndex={tabIndex} fine={fine} />
      </span>
    ))}
    {track.featured.length > 0 && ' feat. '}
    {track.featured.map((artist, index) => (
      <span key={artist.id}>
        {index > 0 && ', '}
        <ArtistLink artist={artist} tabIndex={tabIndex} fine={fine} />
      </span>
    ))}
  </>
)

const ArtistLink = ({
  artist,
  tabIndex,
  fine,
}: {
  artist: { id: string; name: string }
  tabIndex: number | undefined
  fine: boolean
}) => {
  const way = {
    to: '/artists/$id',
    params: { id: artist.id },
    className: clsx(!fine && 'touch', 'underline-offset-3 hover:text-ink hover:underline'),
    ...(tabIndex === undefined ? {} : { tabIndex }),
  } as const
  return fine ? <FineLink {...way}>{artist.name}</FineLink> : <Link {...way}>{artist.name}</Link>
}
