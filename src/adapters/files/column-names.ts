/**
 * Which column of a table means what. Tables come from many tools, so a column may carry any of the names
 * below; upper case, spaces, hyphens and camelCase don't matter ("Track ID", "trackId" and "track_id" are one).
 * The trap is units: only the column's name says whether a length is in seconds, a number never does.
 */
export const columnNames = {
  id: [
    'id',
    'track_id',
    'song_id',
    'track_uri',
    'spotify_uri',
    'spotify_track_uri',
    'spotify_id',
    'deezer_id',
    'tidal_id',
    'track_identifier',
    'persistent_id',
    'recording_msid',
    'uri',
  ],
  title: [
    'title',
    'name',
    'track',
    'track_name',
    'track_title',
    'song',
    'song_title',
    'song_name',
    'recording_name',
    'track_description',
    'master_metadata_track_name',
    'track_metadata_track_name',
  ],
  artists: [
    'artist',
    'artists',
    'artist_name',
    'artist_names',
    'track_artist',
    'track_artists',
    'artist_credit',
    'artist_credit_name',
    'album_artist',
    'album_artists',
    'album_artist_name',
    'album_artist_names',
    'container_artist',
    'container_artist_name',
    'master_metadata_album_artist_name',
    'track_metadata_artist_name',
  ],
  /** One for each artist: what they are is of no use, how many they are is. */
  artistIds: ['artist_uris', 'artist_ids', 'artist_mbids', 'artist_credit_mbids'],
  featured: ['featured', 'featuring', 'featured_artist', 'featured_artists'],
  release: [
    'album',
    'release',
    'album_name',
    'album_title',
    'release_name',
    'release_title',
    'container_album_name',
    'master_metadata_album_album_name',
    'track_metadata_release_name',
  ],
  releaseId: ['album_id', 'release_id', 'album_uri', 'release_mbid', 'album_mbid'],
  discNumber: ['disc', 'disc_number', 'disk', 'disk_number', 'disc_number_of_album', 'volume_number'],
  trackNumber: ['track_number', 'track_no', 'track_position', 'track_number_on_album'],
  label: ['label', 'record_label'],
  year: ['year', 'release_year', 'album_release_year', 'track_year'],
  date: ['date', 'release_date', 'released', 'released_at', 'album_release_date'],
  milliseconds: [
    'duration_ms',
    'track_duration_ms',
    'total_time',
    'duration_millis',
    'track_duration',
    'length_ms',
    'milliseconds',
    'media_duration_in_milliseconds',
    'track_metadata_additional_info_duration_ms',
  ],
  seconds: ['duration_s', 'duration_sec', 'duration_seconds', 'length_s', 'length_seconds', 'seconds'],
  /** Seconds, or a clock text such as 3:45. */
  duration: ['duration', 'length', 'time'],
  genres: ['genre', 'genres', 'artist_genres', 'track_genre'],
  styles: ['style', 'styles'],
  tags: ['tag', 'tags', 'toptags', 'top_tags', 'track_metadata_additional_info_tags'],
  energy: ['energy'],
  rating: ['rating'],
  licence: ['licence', 'license', 'licence_url', 'license_url'],
  audioUrl: ['audio_url', 'url', 'track_url', 'stream_url'],
  recordingId: [
    'recording_id',
    'recording_mbid',
    'track_mbid',
    'track_metadata_additional_info_recording_mbid',
  ],
  /** Not `available_markets`, which exports of streaming services have: theirs are no rights of whoever imports them. */
  markets: ['markets', 'territories'],
  notMarkets: ['not_markets', 'excluded_markets', 'excluded_territories'],
  availableFrom: ['available_from'],
  availableUntil: ['available_until'],
} as const satisfies Record<string, readonly string[]>

export type Field = keyof typeof columnNames

/** Of these a cell carries a list, and several columns may. */
export const listFields: ReadonlySet<Field> = new Set<Field>([
  'artists',
  'featured',
  'genres',
  'styles',
  'tags',
  'markets',
  'notMarkets',
])

export const fieldsByName: ReadonlyMap<string, Field> = new Map(
  Object.entries(columnNames).flatMap(([field, names]) =>
    isField(field) ? names.map((name): [string, Field] => [name, field]) : [],
  ),
)

function isField(name: string): name is Field {
  return Object.hasOwn(columnNames, name)
}
