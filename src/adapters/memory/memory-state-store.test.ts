import { stateStoreContract } from '../../features/state-store.contract.ts'
import { createMemoryStateStore } from './memory-state-store.ts'

stateStoreContract('the memory adapter', createMemoryStateStore)
