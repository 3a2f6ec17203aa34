export { createHttpApp, type HttpOptions } from './app.ts'
export type { Services } from './services.ts'
