/**
 * What callers of objects need, also where there is no Workers runtime. It is for the other packages of
 * Cloudwerk.
 *
 * @packageDocumentation
 */
export { createStubGuard } from './runtime/calls/guarded-stub.ts'
export { decodeReceived, encodeReceived } from './runtime/calls/received-text.ts'
export { decodeData, encodeData } from './state/index.ts'
