export { createHttpApp, type HttpOptions } from './app.ts'
export { type Assembled, assembleServices, type Foundations, surfaces } from './assemble-services.ts'
export type { Services } from './services.ts'
