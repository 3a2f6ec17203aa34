import type { Track } from '@segue/client'
import { Link } from '@tanstack/react-router'

/** The people on a track, each a way into the catalogue; guests are named as guests. */
export const ArtistLinks = ({ track, tabIndex }: { track: Track; tabIndex?: number }) => (
  <>
    {track.artists.map((artist, index) => (
      <span key={artist.id}>
        {index > 0 && ', '}
        <ArtistLink artist={artist} tabIndex={tabIndex} />
      </span>
    ))}
    {track.featured.length > 0 && ' feat. '}
    {track.featured.map((artist, index) => (
      <span key={artist.id}>
        {index > 0 && ', '}
        <ArtistLink artist={artist} tabIndex={tabIndex} />
      </span>
    ))}
  </>
)

const ArtistLink = ({
  artist,
  tabIndex,
}: {
  artist: { id: string; name: string }
  tabIndex: number | undefined
}) => (
  <Link
    to="/artists/$id"
    params={{ id: artist.id }}
    className="touch underline-offset-3 hover:text-ink hover:underline"
    {...(tabIndex === undefined ? {} : { tabIndex })}
  >
    {artist.name}
  </Link>
)
