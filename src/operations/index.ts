export { createFreshness, type Freshness } from './freshness.ts'
export { createModelShelf, type ModelShelf } from './model-shelf.ts'
export { createTelemetry, type Telemetry } from './telemetry.ts'
