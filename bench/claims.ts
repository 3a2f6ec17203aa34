import type { Claim } from './claim.ts'

/** Every claim, in the order in which they run; loaded one by one, each in the process that measures it. */
export const claims: Readonly<Record<string, () => Promise<Claim>>> = {
  steady: async () => (await import('./steady.ts')).steady,
  'now-playing': async () => (await import('./now-playing.ts')).nowPlayingOverHttp,
  ingest: async () => (await import('./ingest.ts')).ingest,
  start: async () => (await import('./start.ts')).start,
  search: async () => (await import('./search.ts')).search,
  browse: async () => (await import('./browse.ts')).browse,
  'vector-scan': async () => (await import('./vector-scan.ts')).vectorScan,
  'event-append': async () => (await import('./event-append.ts')).eventAppend,
  'play-index': async () => (await import('./play-index.ts')).playIndex,
  'feature-fold': async () => (await import('./feature-fold.ts')).featureFold,
  'record-bytes': async () => (await import('./record-bytes.ts')).recordBytes,
  memory: async () => (await import('./memory.ts')).memory,
  training: async () => (await import('./training.ts')).training,
  'next-track-quality': async () => (await import('./next-track-quality.ts')).nextTrackQuality,
}
