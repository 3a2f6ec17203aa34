/**
 * Exports as services and programs write them, one track each: what is read of them, and which columns are not.
 * They are the same song.
 */
interface Export {
  readonly from: string
  readonly file: string
  readonly text: string
  /** Beside title, artist and release, which all of them have unless said. */
  readonly hasRelease?: false
  readonly also?: Readonly<Record<string, unknown>>
  readonly ignored: readonly string[]
}

export const json = (value: unknown) => JSON.stringify(value, undefined, 2)
export const knownExports: readonly Export[] = [
  {
    from: 'Exportify',
    file: 'x.csv',
    text: '"Track URI","Track Name","Album Name","Artist Name(s)","Release Date","Duration (ms)","Popularity","Explicit","Added By","Added At","Genres","Record Label","Energy"\n"spotify:track:1","Song","Album","Someone","2019-06-28",215000,5,false,"me","2020-01-01","folk","Quay",0.5\n',
    also: {
      id: 'spotify:track:1',
      year: 2019,
      durationMs: 215_000,
      tags: ['folk'],
      label: 'Quay',
      energy: 0.5,
    },
    ignored: ['Popularity', 'Explicit', 'Added By', 'Added At'],
  },
  {
    from: 'Exportify of before',
    file: 'x.csv',
    text: 'Track URI,Track Name,Artist URI(s),Artist Name(s),Album URI,Album Name,Album Artist URI(s),Album Artist Name(s),Album Release Date,Disc Number,Track Number,Track Duration (ms),ISRC\nspotify:track:1,Song,"spotify:artist:1, spotify:artist:2","Someone, No\\, Nobody",a,Album,u,Various Artists,2019,1,3,215000,X\n',
    also: {
      id: 'spotify:track:1',
      artists: [
        { id: 'artist:someone', name: 'Someone' },
        { id: 'artist:no, nobody', name: 'No, Nobody' },
      ],
      discNumber: 1,
      trackNumber: 3,
      durationMs: 215_000,
    },
    ignored: ['Album Artist URI(s)', 'Album Artist Name(s)', 'ISRC'],
  },
  {
    from: 'Exportify, with ids of artists',
    file: 'x.csv',
    text: 'Spotify ID,Artist IDs,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms)\n1,"a,b",Song,Album,"Someone,Nobody",2019-06-28,215000\n',
    also: { id: '1', artists: [{ name: 'Someone' }, { name: 'Nobody' }] },
    ignored: [],
  },
  {
    from: 'Exportify, parted by semicolons',
    file: 'x.csv',
    text: 'Track URI,Track Name,Album Name,Artist Name(s)\nspotify:track:1,Song,Album,"Someone;No, Nobody"\n',
    also: { artists: [{ name: 'Someone' }, { name: 'No, Nobody' }] },
    ignored: [],
  },
  {
    from: 'YouTube Music',
    file: 'music library songs.csv',
    text: 'Song URL,Song Title,Album Title,Artist Name 1,Artist Name 2,Artist Name 3\nhttps://y.example/1,Song,Album,Someone,"Nobody, and Co",\n',
    also: {
      artists: [
        { id: 'artist:someone', name: 'Someone' },
        { id: 'artist:nobody, and co', name: 'Nobody, and Co' },
      ],
    },
    ignored: ['Song URL'],
  },
  {
    from: 'Spotify, extended streaming history',
    file: 'Streaming_History_Audio_2019_1.json',
    text: json([
      {
        ts: '2019-01-01T00:00:00Z',
        ms_played: 3_000,
        master_metadata_track_name: 'Song',
        master_metadata_album_artist_name: 'Someone',
        master_metadata_album_album_name: 'Album',
        spotify_track_uri: 'spotify:track:1',
        skipped: null,
      },
    ]),
    also: { id: 'spotify:track:1' },
    ignored: ['ts', 'ms_played', 'skipped'],
  },
  {
    from: 'Spotify, library',
    file: 'YourLibrary.json',
    text: json({ tracks: [{ artist: 'Someone', album: 'Album', track: 'Song', uri: 'spotify:track:1' }] }),
    also: { id: 'spotify:track:1' },
    ignored: [],
  },
  {
    from: 'Spotify, streaming history',
    file: 'StreamingHistory0.json',
    text: json([{ endTime: '2019-01-01 00:00', artistName: 'Someone', trackName: 'Song', msPlayed: 3_000 }]),
    hasRelease: false,
    ignored: ['endTime', 'msPlayed'],
  },
  {
    from: 'Last.fm',
    file: 'x.csv',
    text: 'uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n1,"1 Jan 2020, 00:00",Someone,,Album,,Song,\n',
    ignored: ['uts', 'utc_time', 'artist_mbid'],
  },
  {
    from: 'Last.fm, recent tracks',
    file: 'recent.json',
    text: json({
      recenttracks: {
        track: [
          {
            artist: { mbid: '', '#text': 'Someone' },
            streamable: '0',
            mbid: 'm',
            album: { mbid: '', '#text': 'Album' },
            name: 'Song',
            date: { uts: '1600000000', '#text': '13 Sep 2020, 12:26' },
          },
        ],
      },
    }),
    ignored: ['streamable', 'mbid', 'date', 'date_uts'],
  },
  {
    from: 'Last.fm, about a track',
    file: 'tracks.json',
    text: json([
      {
        name: 'Song',
        duration: '215',
        artist: { name: 'Someone', mbid: '' },
        album: { artist: 'Someone Else', title: 'Album', '@attr': { position: '1' } },
        toptags: { tag: [{ name: 'Folk', count: 9 }, { name: 'Slow' }] },
      },
    ]),
    also: { tags: ['folk', 'slow'], durationMs: 215_000 },
    ignored: ['album_artist'],
  },
  {
    from: 'the web API of Spotify',
    file: 'liked.json',
    text: json({
      href: 'x',
      items: [
        {
          added_at: '2020-01-01T00:00:00Z',
          track: {
            album: {
              id: 'a',
              name: 'Album',
              release_date: '2019-06-28',
              artists: [{ id: 'x', name: 'Other' }],
            },
            artists: [{ id: 's', name: 'Someone', type: 'artist', external_urls: {} }],
            duration_ms: 215_000,
            id: '1',
            name: 'Song',
          },
        },
      ],
    }),
    also: {
      id: '1',
      artists: [{ id: 'artist:someone', name: 'Someone' }],
      release: { id: 'a', title: 'Album' },
      releasedAt: '2019-06-28',
      durationMs: 215_000,
    },
    ignored: ['added_at', 'album_artists'],
  },
  {
    from: 'the web API of Deezer',
    file: 'chart.json',
    text: json({
      data: [
        {
          id: 7,
          title: 'Song',
          duration: 215,
          artist: { id: 9, name: 'Someone', type: 'artist' },
          album: { id: 8, title: 'Album', type: 'album' },
        },
      ],
    }),
    also: { id: '7', durationMs: 215_000, release: { id: '8', title: 'Album' } },
    ignored: [],
  },
  {
    from: 'ListenBrainz',
    file: '1.jsonl',
    text: JSON.stringify({
      listened_at: 1,
      recording_msid: 'm',
      track_metadata: {
        artist_name: 'Someone',
        track_name: 'Song',
        release_name: 'Album',
        additional_info: { recording_mbid: 'r', duration_ms: 215_000, tags: ['folk'], music_service: 'x' },
      },
    }),
    also: { id: 'm', recordingId: 'r', durationMs: 215_000, tags: ['folk'] },
    ignored: ['listened_at', 'track_metadata_additional_info_music_service'],
  },
  {
    from: 'MusicBrainz',
    file: 'x.csv',
    text: 'recording_mbid,recording_name,artist_credit_name,release_name,release_mbid\nr,Song,Someone,Album,m\n',
    also: { recordingId: 'r' },
    ignored: [],
  },
  {
    from: 'Apple Music, library',
    file: 'Apple Music Library Tracks.json',
    text: json([
      {
        'Content Type': 'Song',
        'Track Identifier': 7,
        Title: 'Song',
        'Sort Name': 'Song',
        Artist: 'Someone',
        Album: 'Album',
        'Album Artist': 'Various',
        Genre: 'Folk',
        'Track Year': 2019,
        'Track Number On Album': 3,
        'Disc Number Of Album': 1,
        'Track Duration': 215_000,
        'Track Play Count': 9,
      },
    ]),
    also: { id: '7', year: 2019, trackNumber: 3, discNumber: 1, durationMs: 215_000, tags: ['folk'] },
    ignored: ['Content Type', 'Sort Name', 'Album Artist', 'Track Play Count'],
  },
  {
    from: 'Apple Music, play activity',
    file: 'Apple Music Play Activity.csv',
    text: '"Album Name","Apple ID Number","Container Artist Name","Container Name","End Reason Type","Event ID","Media Duration In Milliseconds","Play Duration Milliseconds","Song Name"\nAlbum,1,Someone,Mix,NATURAL_END,9,215000,3000,Song\n',
    also: { durationMs: 215_000 },
    ignored: [
      'Apple ID Number',
      'Container Name',
      'End Reason Type',
      'Event ID',
      'Play Duration Milliseconds',
    ],
  },
  {
    from: 'iTunes',
    file: 'x.txt',
    text: 'Name\tArtist\tComposer\tAlbum\tGenre\tSize\tTime\tYear\tDate Added\nSong\tSomeone\t\tAlbum\tFolk\t1\t215\t2019\t1/1/20\n',
    also: { durationMs: 215_000, year: 2019 },
    ignored: ['Composer', 'Size', 'Date Added'],
  },
  {
    from: 'Rekordbox',
    file: 'x.txt',
    text: '#\tTrack Title\tArtist\tAlbum\tGenre\tBPM\tTime\tKey\n1\tSong\tSomeone\tAlbum\tFolk\t120\t03:35\tAm\n',
    also: { durationMs: 215_000 },
    ignored: ['#', 'BPM', 'Key'],
  },
  {
    from: 'Deezer',
    file: 'x.csv',
    text: 'id,title,artist.name,album.title,duration,rank\n7,Song,Someone,Album,215,1\n',
    also: { id: '7', durationMs: 215_000 },
    ignored: ['rank'],
  },
  {
    from: 'Deezer, personal data',
    file: 'x.csv',
    text: 'Song Title;Artist;ISRC;Album Title;Listening Time;Platform Name;Date\nSong;Someone;X;Album;30;web;2019-06-28 10:00:00\n',
    ignored: ['ISRC', 'Listening Time', 'Platform Name', 'Date'],
  },
  {
    from: 'Tidal',
    file: 'x.csv',
    text: 'artist_name,track_title,album_title,duration_s,tidal_id\nSomeone,Song,Album,215,7\n',
    also: { id: '7', durationMs: 215_000 },
    ignored: [],
  },
  {
    from: 'Soundiiz',
    file: 'x.csv',
    text: 'title;artist;album;isrc\n"Song";"Someone";"Album";X\n',
    ignored: ['isrc'],
  },
  {
    from: 'TuneMyMusic',
    file: 'x.csv',
    text: 'Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\nSong,Someone,Album,Mine,Playlist,X,abc\n',
    also: { id: 'abc' },
    ignored: ['Playlist name', 'Type', 'ISRC'],
  },
]
