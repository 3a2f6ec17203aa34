import { artistId, recordingId, releaseId, type Track, trackId } from '#domain'

/** Tracks that catalogue tests are made of: one that can be anything, and a few with awkward names. */
/** A track with only what must be there, and whatever the test is about. */
export const sampleTrack = (id: string, changes: Partial<Track> = {}): Track => ({
  id: trackId(id),
  recordingId: recordingId(id),
  title: `Title of ${id}`,
  artists: [{ id: artistId('artist:nobody known'), name: 'Nobody Known' }],
  featured: [],
  tags: [],
  ...changes,
})

const by = (name: string) => ({ artists: [{ id: artistId(`artist:${name.toLowerCase()}`), name }] })

export const sampleLibrary: readonly Track[] = [
  sampleTrack('hallon', { title: 'Hallon', ...by('Christian Björklund'), tags: ['electronic', 'ambient'] }),
  sampleTrack('moon', {
    title: 'Moonlight Sonata',
    ...by('Ludwig van Beethoven'),
    tags: ['classical', 'piano'],
  }),
  sampleTrack('ode', { title: 'Ode to Joy', ...by('Ludwig van Beethoven'), tags: ['classical'] }),
  sampleTrack('dont', { title: "Don't Panic", ...by('O.Z.O.N.'), tags: ['hip hop'] }),
  sampleTrack('guest', {
    title: 'Ahat Grimes',
    ...by('Deru'),
    featured: [{ id: artistId('artist:isaac sparks'), name: 'Isaac Sparks' }],
  }),
  sampleTrack('release', {
    title: 'First',
    ...by('Someone'),
    release: { id: releaseId('r1'), title: 'Winter Garden' },
    label: 'Lantern Records',
  }),
  sampleTrack('intro', { title: 'Intro', ...by('Short') }),
  sampleTrack('introspection', { title: 'Introspection', ...by('Longer') }),
  sampleTrack('plate', { title: 'Тарелка', ...by('Летающая') }),
  sampleTrack('music', { title: '音楽の夜', ...by('東京') }),
  sampleTrack('signs', { title: '♥', ...by('!!!') }),
]
