import type { Manifest } from './manifest.ts'
import { createModels } from './models.ts'
import { type TrainAllOptions, type TrainingProgress, trainAll } from './train-all.ts'

/**
 * Trains every model on the log and the catalogue as they stand and publishes the versions, in the order of
 * `createModels`; whoever asked promotes them. Rejects with the signal's reason when it was stopped.
 */
export type Trainer = (
  onProgress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
) => Promise<readonly Manifest[]>

/** Training in this process. One that serves has it done by another: see `train-apart.ts` among the adapters. */
export const createTrainer =
  (stores: Pick<TrainAllOptions, 'log' | 'catalog' | 'registry' | 'clock' | 'onFault'>): Trainer =>
  (onProgress, signal) =>
    trainAll({ ...stores, models: createModels().map(({ model }) => model), onProgress, signal })
