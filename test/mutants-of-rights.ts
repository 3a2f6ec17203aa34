import type { Mutant } from './mutants.ts'

/** Of what may be served at all: what was taken down. */
export const mutantsOfRights: readonly Mutant[] = [
  {
    promise: 'takedowns-hold',
    file: 'src/catalog/takedowns.ts',
    what: 'what is sent later under a taken-down artist, release or recording is there',
    find: 'if (made.size + more.length === 0) return []',
    replace: 'if (more.length === 0) return []',
  },
  {
    promise: 'takedowns-hold',
    file: 'src/catalog/takedowns.ts',
    what: 'a guest who was taken down is heard',
    find: 'of creditsOf(track)) {',
    replace: 'of track.artists) {',
  },
  {
    promise: 'takedowns-hold',
    file: 'src/catalog/takedowns.ts',
    what: 'an artist who was taken down is back under another spelling',
    find: 'if (alike && alike !== found) yield alike',
    replace: '',
  },
  {
    promise: 'takedowns-hold',
    file: 'src/catalog/open-catalog.ts',
    what: 'what is taken down is back with the next import or start',
    find: 'const isHeld = takedowns.isHeld(track.id)',
    replace: 'const isHeld = before !== undefined && takedowns.isHeld(track.id)',
  },
  {
    promise: 'takedowns-hold',
    file: 'src/catalog/libraries.ts',
    what: 'a file that was taken down and is renamed is another track',
    find: 'const { asSent } = catalog',
    replace: 'const asSent = catalog',
  },
  {
    promise: 'takedowns-hold',
    file: 'src/adapters/sqlite/sqlite-catalog-store.ts',
    what: 'what is sent while it is taken down is found by its words',
    find: 'if (!isHeld) add({ ...track, key: before.key })',
    replace: 'add({ ...track, key: before.key })',
  },
  {
    promise: 'takedowns-hold',
    file: 'src/adapters/sqlite/copy-tracks.ts',
    what: 'words that are made again are also those of what is taken down',
    find: 'if (takedowns.isHeld(track.id)) continue',
    replace: '',
  },
]
