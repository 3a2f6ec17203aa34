import type { Mutant } from './mutants.ts'

/** Of how models are trained, promoted, kept and mended. */
export const mutantsOfModels: readonly Mutant[] = [
  {
    promise: 'training-apart',
    file: 'src/adapters/processes/train-apart.ts',
    what: 'a training that hangs is waited for',
    find: 'hear, silenceMs })',
    replace: 'hear })',
  },
  {
    promise: 'training-apart',
    file: 'src/adapters/processes/train-apart.ts',
    what: 'a training that ended without a word was one of no models',
    find: 'manifests === undefined || ended.code !== 0',
    replace: 'manifests === undefined && ended.code !== 0',
  },
  {
    promise: 'training-apart',
    file: 'src/adapters/processes/run-apart.ts',
    what: 'a process that does not stop when asked to is waited for',
    find: 'endSoon(graceMs, false)',
    replace: 'clearTimeout(timer)',
  },
  {
    promise: 'same-training',
    file: 'src/models/train-all.ts',
    what: 'training takes the moment from the clock',
    find: 'asOf: instant(Math.min(newest, startedAt))',
    replace: 'asOf: instant(startedAt)',
  },
  {
    promise: 'sound-models-only',
    file: 'src/models/registry.ts',
    what: 'a version is promoted unread',
    find: '      await store.get(manifest.sha256)\n',
    replace: '',
  },
  {
    promise: 'one-training-serves',
    file: 'src/models/registry.ts',
    what: 'models are promoted one after the other',
    find: '        manifests.push(manifest)\n',
    replace:
      '        manifests.push(manifest)\n        await releases.write({ current: { ...(await releases.read()).current, [name]: version }, previous: {} })\n',
  },
  {
    promise: 'one-training-serves',
    file: 'src/models/registry.ts',
    what: 'what an older Segue was killed at serves',
    find: 'isPieced && !areOfOneTraining(manifests)',
    replace: 'false',
  },
  {
    promise: 'one-training-serves',
    file: 'src/operations/freshness.ts',
    what: 'only the first model is looked at for its age',
    find: 'Math.min(...trained.map((model) => model.position))',
    replace: '(trained[0]?.position ?? 0)',
  },
  {
    promise: 'one-training-serves',
    file: 'src/operations/model-shelf.ts',
    what: 'models are of the catalogue when one of them is',
    find: 'loaded?.manifests.every(',
    replace: 'loaded?.manifests.some(',
  },
  {
    promise: 'damage-mended',
    file: 'src/operations/model-shelf.ts',
    what: 'models that could not be read are not told of',
    find: 'await load().catch(tell)',
    replace: 'await load().catch(() => undefined)',
  },
  {
    promise: 'models-bounded',
    file: 'src/models/remove-old-versions.ts',
    what: 'artifacts stay when their manifests are gone',
    find: 'if (!kept.has(versionOf(sha256))) await',
    replace: 'if (kept.size === 0) await',
  },
  {
    promise: 'models-bounded',
    file: 'src/models/remove-old-versions.ts',
    what: 'what served before goes when newer ones were trained',
    find: 'inUse.includes(version)',
    replace: 'inUse[0] === version',
  },
  {
    promise: 'exact-nearest',
    file: 'src/catalog/vector-index.ts',
    what: 'rescoring stops when the slate is full, without a proof',
    find: 'if (last !== undefined && (ceilings[i] ?? 0) <= last.score)',
    replace: 'if (last !== undefined)',
  },
]
