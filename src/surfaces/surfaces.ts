import { home } from './home/surface.ts'
import { nowPlaying } from './now-playing/surface.ts'
import { session } from './session/surface.ts'
import { similar } from './similar/surface.ts'

/** Every surface there is, as decisions know them. */
export const surfaces = [home, nowPlaying, session, similar]
