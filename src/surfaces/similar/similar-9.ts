import { similar8 } from './similar-8.ts'

/** As similar@8, and no song stands on it twice, in whatever recording. */
export const similar9 = { ...similar8, recipe: 'similar@9', distinctBy: 'song' }
