import type { Mutant } from './mutants.ts'

/** Of what is known of music: catalogue, libraries, worlds and why one track stands near another. */
export const mutantsOfKnowledge: readonly Mutant[] = [
  {
    promise: 'blocks-hold',
    file: 'src/catalog/open-catalog.ts',
    what: 'what was said of a withdrawn version says nothing of the others',
    find: 'known(id)?.key',
    replace: 'byId.get(id)?.key',
  },
  {
    promise: 'blocks-hold',
    file: 'src/operations/block-words.ts',
    what: 'a block is taken as it was spelt, and hides nothing',
    find: 'const target = find(event.target) ?? event.target',
    replace: 'const target = event.target',
  },
  {
    promise: 'blocks-hold',
    file: 'src/adapters/sqlite/decode-track.ts',
    what: 'what was said of a track that can not be read says nothing of its other versions',
    find: '/"recordingId":(',
    replace: '/"recording":(',
  },
  {
    promise: 'own-music',
    file: 'src/adapters/files/read-library.ts',
    what: 'a table is read as a folder',
    find: 'found.isDirectory() ?',
    replace: '!found.isDirectory() ?',
  },
  {
    promise: 'own-music',
    file: 'src/adapters/files/audio-frames.ts',
    what: 'the head of a file passes for music',
    find: 'if (at === undefined) return undefined',
    replace: 'if (at === undefined) return {}',
  },
  {
    promise: 'typos-mended',
    file: 'src/adapters/sqlite/sqlite-catalog-store-search.ts',
    what: 'what was searched instead is not said',
    find: 'asked.corrected === undefined ? { trackIds } : { trackIds, corrected: asked.corrected }',
    replace: '{ trackIds }',
  },
  {
    promise: 'same-world',
    file: 'src/world/generate-world.ts',
    what: 'dice that no seed holds',
    find: 'const span = { seed, startsAt, endsAt }',
    replace: 'const span = { seed: String(Math.random()), startsAt, endsAt }',
  },
  {
    promise: 'simulated-marked',
    file: 'src/world/simulated-listening.ts',
    what: 'plays do not say that they are simulated',
    find: '    simulated: true as const,\n    trackId',
    replace: '    trackId',
  },
  {
    promise: 'true-reasons',
    file: 'src/models/content/track-features.ts',
    what: 'every tag makes tracks close in style',
    find: 'weight(feature, kind) >= tellingTagWeight',
    replace: 'weight(feature, kind) >= 0',
  },
  {
    promise: 'true-reasons',
    file: 'src/models/co-occurrence/pair-weights.ts',
    what: 'the rarer order is told as the usual one',
    find: 'return soon > (soons[back] ?? 0) &&',
    replace: 'return soon > 0 ||',
  },
]
