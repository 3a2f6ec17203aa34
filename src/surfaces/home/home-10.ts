import { home9 } from './home-9.ts'

/** As home@9, and no song stands on it twice, in whatever recording. */
export const home10 = { ...home9, recipe: 'home@10', distinctBy: 'song' }
