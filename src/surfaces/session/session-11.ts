import { session10 } from './session-10.ts'

/** As session@10, and no song comes back in it, in whatever recording. */
export const session11 = { ...session10, recipe: 'session@11', distinctBy: 'song' }
