import { AppError } from '#domain'
import type { Catalog } from './catalog.ts'

/** A catalogue that was read once and whose store is closed again: what asks the store is not there to be called. */
export type StillCatalog = Omit<Catalog, 'search' | 'upsert' | 'withdraw' | 'takeDown' | 'lift'>

/** For who takes a whole one and neither searches nor writes; throws for who does. */
export const holdStill = (catalog: StillCatalog): Catalog => {
  const refusal = () =>
    new AppError('internal', 'This catalogue was read once: nothing is looked up or written.')
  const search = () => {
    throw refusal()
  }
  const write = () => Promise.reject(refusal())
  return { ...catalog, search, upsert: write, withdraw: write, takeDown: write, lift: write }
}
