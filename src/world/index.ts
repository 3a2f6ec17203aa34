export { generateWorld, type SimulatedListener, type World, type WorldOptions } from './generate-world.ts'
export type { ListenerTruth, TrackTruth, WorldTruth } from './truth.ts'
