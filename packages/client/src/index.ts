/**
 * Connects pages, and programs in Node, to the objects of an app.
 *
 * @packageDocumentation
 */
export { connect } from './connect.ts'
export {
  LiveBusyError,
  type LiveClosedCode,
  LiveClosedError,
  LiveError,
  type LiveErrorDetails,
  LiveUnknownOutcomeError,
} from './errors.ts'
export type {
  ConnectOptions,
  LiveCalls,
  LiveGuesses,
  LiveLabel,
  LiveObject,
  LiveObjects,
  LivePerson,
  LivePlace,
  LiveRoom,
  LiveShape,
  LiveSnapshot,
  LiveSocket,
  LiveStatus,
  LiveTarget,
} from './types.ts'
