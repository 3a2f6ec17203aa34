export { runCli } from './cli.ts'
export { makeFolder } from './make-folder.ts'
export type { Outside, Platform, Told } from './platform.ts'
