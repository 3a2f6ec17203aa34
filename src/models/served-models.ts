import { createHash } from 'node:crypto'
import type { Manifest } from './manifest.ts'
import type { ModelToken } from './model-token.ts'

/** The models that serve together: all of one release, asked for by token. */
export interface ServedModels {
  /** Names them all at once: equal for equal versions of equal models. Absent before the first training. */
  readonly release: string | undefined
  /** Model name to version, of those that answer. */
  readonly versions: Readonly<Record<string, string>>
  /** Undefined where the model was not trained, or is not of this release; whoever asks says what holds then. */
  predictor<Predictor>(token: ModelToken<Predictor>): Predictor | undefined
}

/** A predictor on its way to those it serves with. */
export type Binding = (served: object) => void

export const bound =
  <Predictor>(token: ModelToken<Predictor>, predictor: Predictor): Binding =>
  (served) =>
    token.bind(served, predictor)

type Versioned = Pick<Manifest, 'name' | 'version'>

export const serveTogether = (
  release: readonly Versioned[],
  loaded: readonly { readonly manifest: Versioned; readonly bind?: Binding | undefined }[],
): ServedModels => {
  const answering = loaded.filter(({ bind }) => bind !== undefined)
  const served: ServedModels = {
    release: releaseId(release),
    versions: Object.fromEntries(answering.map(({ manifest: { name, version } }) => [name, version])),
    predictor: (token) => token.of(served),
  }
  for (const { bind } of answering) bind?.(served)
  return served
}

/** Twelve digits, as versions have. It follows from the versions, so releases of before it have theirs too. */
export const releaseId = (models: readonly Versioned[]): string | undefined => {
  if (models.length === 0) return undefined
  const lines = models.map(({ name, version }) => `${name} ${version}\n`).sort()
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 12)
}
