import type { Mutant } from './mutants.ts'

/** Of folders and tables that a catalogue is filled from, and of how they are read. */
export const mutantsOfLibraries: readonly Mutant[] = [
  {
    promise: 'library-followed',
    file: 'src/adapters/files/read-audio-folder.ts',
    what: 'a recording is called anew when its first file goes',
    find: 'createRecordings(memory.tracksEver())',
    replace: 'createRecordings()',
  },
  {
    promise: 'library-followed',
    file: 'src/adapters/files/read-audio-folder.ts',
    what: 'what is below a folder that may not be read counts as deleted',
    find: 'if (!closedFolder) continue',
    replace: 'if (closedFolder || !closedFolder) continue',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'what vanished stays',
    find: '? await catalog.withdraw(gone) :',
    replace: '? gone.length :',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'a disk that is away deletes everything',
    find: 'if (gone === 0) return undefined',
    replace: 'if (gone >= 0) return undefined',
  },
  {
    promise: 'library-followed',
    file: 'src/adapters/files/audio-file-ids.ts',
    what: 'files of two libraries with one name are one track',
    find: 'if (!held.has(id) && !(await isElsewhere(id, path))) return id',
    replace: 'if (id !== undefined) return id',
  },
  {
    promise: 'library-followed',
    file: 'src/adapters/files/audio-file-ids.ts',
    what: 'a moved folder is a new one',
    find: 'file.size !== size',
    replace: 'file.size !== -1',
  },
  {
    promise: 'library-followed',
    file: 'src/adapters/files/audio-file-ids.ts',
    what: 'a disk that was unplugged leaves its tracks to a copy of it',
    find: 'const isFirst = !heldBefore.has(id) && file?.size === size',
    replace: 'const isFirst = false',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'what a moved folder held is never withdrawn',
    find: '(!elsewhere.has(id) || wasHere(id))',
    replace: '!elsewhere.has(id)',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'a library that is removed leaves its tracks to one that is away',
    find: '(!isHere || holdsAudioOf(other, track))',
    replace: 'true',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'a library that is removed takes tracks from one that plays them',
    find: 'return !elsewhere.some(({ other, ids })',
    replace: 'return isHere || !elsewhere.some(({ other, ids })',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'nothing is withdrawn with a library that is removed',
    find: 'const withdrawn = await catalog.withdraw(gone)',
    replace: 'const withdrawn = gone.length',
  },
  {
    promise: 'columns-told',
    file: 'src/adapters/files/table-columns.ts',
    what: 'columns that were not read are not named',
    find: 'reportOf(columns, guessed, header)',
    replace: 'reportOf(columns, guessed, [])',
  },
]
