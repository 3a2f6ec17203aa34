import { nowPlaying11 } from './now-playing-11.ts'

/** As now-playing@11, and no song stands on it twice, in whatever recording. */
export const nowPlaying13 = { ...nowPlaying11, recipe: 'now-playing@13', distinctBy: 'song' }
