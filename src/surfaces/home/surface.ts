import { z } from 'zod'
import { whereItStands } from '../ask.ts'
import { ownFields } from '../query.ts'
import { createSurface } from '../surface.ts'
import { cached, popularPage } from '../tiers.ts'
import { home7 } from './home-7.ts'
import { home8 } from './home-8.ts'
import { home9 } from './home-9.ts'
import { home10 } from './home-10.ts'
import { asShelf, shelves } from './shelves.ts'

const { recentKeys, skippedKeys, excludedRecordings } = ownFields
const own = z.object({ recentKeys, skippedKeys, excludedRecordings })

export const home = createSurface({
  name: 'home',
  own,
  ask(asking, reads) {
    const stands = whereItStands(asking, reads)
    return {
      recentKeys: stands.recentKeys,
      skippedKeys: stands.skippedKeys,
      excludedRecordings: stands.excludedRecordings,
    }
  },
  tiers: { full: shelves, cached: asShelf(cached), popular: asShelf(popularPage) },
  recipes: [home10, home9, home8, home7],
})
