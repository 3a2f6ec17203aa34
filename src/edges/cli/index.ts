export { runCli } from './cli.ts'
export type { AboutData, Outside, Platform } from './platform.ts'
