import { createBlend } from './blend/blend.ts'
import type { Interactions } from './data-sets/interactions.ts'
import { createDecayedPopularity } from './decayed-popularity/decayed-popularity.ts'
import { createEase } from './ease/ease.ts'
import { createImplicitAls } from './implicit-als/implicit-als.ts'
import { createItemKnn } from './item-knn/item-knn.ts'
import type { ItemScorer, Learner } from './learner.ts'
import { createRp3Beta } from './rp3-beta/rp3-beta.ts'

export type ItemLearner = Learner<Interactions, ItemScorer>

/** Those who learn listener → items, the default first. */
export const createItemLearners = (): readonly ItemLearner[] => [
  createBlend(),
  createEase(),
  createImplicitAls(),
  createItemKnn(),
  createRp3Beta(),
  createDecayedPopularity(),
]
