import type { CatalogSnapshot, Model, Trained, Training } from '../model.ts'
import { packArtifact } from '../packed-artifact.ts'
import { type ContentPredictor, content, loadContent } from './content-predictor.ts'
import { eachFeature } from './track-features.ts'

/**
 * What sounds alike by what is written on it: tags, people, release, label, decade, energy, length. It reads no
 * listening at all, so it serves from the first minute and for the newest track. Training only counts how
 * common each feature is; features of a single track are left out of the artifact, for one is the default.
 */
export interface ContentConfig {
  /** A multiple of 16. */
  readonly dimensions: number
  readonly spread: number
}

const defaults: ContentConfig = { dimensions: 128, spread: 8 }
const tracksPerBreath = 5000

const begin = (catalog: CatalogSnapshot, config: ContentConfig): Training => ({
  observe: () => {},
  observed: () => packArtifact('content-observed', {}, {}),
  *finish(): Generator<undefined, Trained> {
    const counts = new Map<string, number>()
    for (const [i, track] of catalog.tracks.entries()) {
      if (i % tracksPerBreath === 0) yield
      eachFeature(track, (feature) => {
        counts.set(feature, (counts.get(feature) ?? 0) + 1)
      })
    }
    const shared = [...counts].filter(([, count]) => count > 1).sort(([a], [b]) => (a < b ? -1 : 1))
    const bytes = packArtifact(
      'content',
      { ...config, tracks: catalog.tracks.length, features: shared.map(([feature]) => feature) },
      { tracksWith: Uint32Array.from(shared, ([, count]) => count) },
    )
    return {
      bytes,
      rows: { tracks: catalog.tracks.length, features: counts.size, sharedFeatures: shared.length },
    }
  },
})

export const createContent = (config: Partial<ContentConfig> = {}): Model<ContentPredictor> => {
  const full = { ...defaults, ...config }
  return {
    name: content.name,
    code: 'content@2',
    config: { ...full },
    begin: (catalog) => begin(catalog, full),
    load: loadContent,
  }
}
