export { runCli } from './cli.ts'
export type { Outside, Platform } from './platform.ts'
