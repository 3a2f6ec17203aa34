export { createHttpApp, type HttpOptions } from './app.ts'
export { type Listener, listenOn } from './listener.ts'
export { createWaitingApp, type Doing } from './waiting-app.ts'
