import { nowPlaying12 } from './now-playing-12.ts'

/** As now-playing@12, which serves where a ranker was learnt, and no song stands on it twice, in whatever recording. */
export const nowPlaying14 = { ...nowPlaying12, recipe: 'now-playing@14', distinctBy: 'song' }
