import { z } from 'zod'
import { type AdditiveRanker, createAdditiveRanker } from './additive-ranker/additive-ranker.ts'
import type { ListedModel } from './models.ts'
import { ranker } from './ranker.ts'
import { loadModel, type Registry } from './registry.ts'
import { bound } from './served-models.ts'

/**
 * The ranker that is learnt, as it stands in a release: with what its gate said, in its manifest. One that lost is of the release all
 * the same, so that it is known that it was tried, and answers nothing.
 */
const configSchema = z.object({ gate: z.object({ passed: z.boolean() }) })

const { load: loadRanker } = createAdditiveRanker({ by: 'leads' })

/** `code` is that of the one that is learnt today: another one was learnt from other columns or for another recipe, and answers nothing. */
export const listRanker = (code: string): ListedModel => ({
  name: ranker.name,
  comesLater: true,
  async load(registry, release) {
    const loaded = await loadModel(registry, release, { name: ranker.name, load: loadRanker })
    if (loaded === undefined) return undefined
    const { manifest, predictor } = loaded
    const said = configSchema.safeParse(manifest.config)
    const answers = manifest.code === code && said.data?.gate.passed === true
    return { manifest, bind: answers ? bound(ranker, predictor) : undefined }
  },
})

/** By a version that served, whether or not it does: what it said can be told apart. Undefined where it is gone or damaged. */
export const rankerIn =
  (registry: Pick<Registry, 'version' | 'artifact'>) =>
  async (version: string): Promise<AdditiveRanker | undefined> => {
    try {
      const manifest = await registry.version(ranker.name, version)
      return manifest && loadRanker(await registry.artifact(manifest))
    } catch {
      return undefined
    }
  }
