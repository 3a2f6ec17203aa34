export { createFilesArtifactStore, removeUnfinished } from './files-artifact-store.ts'
export { createMemoryArtifactStore } from './memory-artifact-store.ts'
