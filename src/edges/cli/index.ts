export { runCli } from './cli.ts'
export { makeFolder } from './make-folder.ts'
export type { ModelsKept, Outside, Platform } from './platform.ts'
