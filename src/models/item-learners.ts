import type { Interactions } from './data-sets/interactions.ts'
import { createDecayedPopularity } from './decayed-popularity/decayed-popularity.ts'
import { createItemKnn } from './item-knn/item-knn.ts'
import type { ItemScorer, Learner } from './learner.ts'

export type ItemLearner = Learner<Interactions, ItemScorer>

/** Those who learn listener → items, the default first. */
export const createItemLearners = (): readonly ItemLearner[] => [createItemKnn(), createDecayedPopularity()]
