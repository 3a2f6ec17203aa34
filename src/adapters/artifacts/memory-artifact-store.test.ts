import { artifactStoreContract } from '../../models/artifact-store.contract.ts'
import { createMemoryArtifactStore } from './memory-artifact-store.ts'

artifactStoreContract('the memory adapter', async () => createMemoryArtifactStore())
