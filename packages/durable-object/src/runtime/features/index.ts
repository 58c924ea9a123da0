/**
 * Classes with only the features that their definitions need, which keeps the Worker small. The build
 * generates calls of this entry; a Worker that makes its classes by hand may use it instead of
 * `toDurableObjectClass`, which has all features.
 *
 * @packageDocumentation
 */
export { createObjectClass } from '../object-class.ts'
export { alarm } from './alarm.ts'
export { destroy } from './destroy.ts'
export { expires } from './expires.ts'
export type { Features } from './features.ts'
export { history } from './history.ts'
export { jobs } from './jobs.ts'
export { legacy } from './legacy.ts'
export { live } from './live.ts'
export { memory } from './memory.ts'
export { once } from './once.ts'
export { outside } from './outside.ts'
export { schedules } from './schedules.ts'
export { schema } from './schema.ts'
export { silentSockets } from './silent-sockets.ts'
export { socketMessages } from './socket-messages.ts'
export { socketOpening } from './socket-opening.ts'
export { sockets } from './sockets.ts'
export { sql } from './sql.ts'
export { storage } from './storage.ts'
export { versions } from './versions.ts'
