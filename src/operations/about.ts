import type { Catalog } from '#catalog'
import { toIso } from '#domain'
import type { About } from '#surfaces'
import type { ServingModels } from './serving-models.ts'

/** Where a catalogue came from and whose listens are simulated; told by whoever built the data folder. */
export interface Origin {
  readonly source: About['catalogue']['source']
  readonly label: string
  readonly simulated: About['simulated']
}

/** What a server says of itself. */
export const aboutServer = (options: {
  readonly version: string
  readonly origin: Origin
  readonly catalog: Catalog
  readonly serving: ServingModels
}): About => {
  const { version, origin, catalog, serving } = options
  const { release } = serving.current()
  let artists = 0
  for (const _ of catalog.artists()) artists++
  return {
    name: 'segue',
    version,
    catalogue: {
      source: catalog.size === 0 ? 'empty' : origin.source,
      label: origin.label,
      tracks: catalog.size,
      artists,
      tags: catalog.tags().length,
    },
    simulated: origin.simulated,
    ...(release !== undefined && { release }),
    models: serving.manifests().map((model) => ({
      name: model.name,
      version: model.version,
      trainedAt: toIso(model.trainedAt),
    })),
  }
}
