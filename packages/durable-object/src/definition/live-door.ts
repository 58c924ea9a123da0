// What `live()` and the objects behind it agree on.

/**
 * The method by which the route says who opens a socket. It exists only where the definition has `live`.
 *
 * @internal
 */
export const liveCall = '__cloudwerk_live'

/** The tag of the sockets of pages. */
export const liveTag = '__cloudwerk_live'

/** The method of stubs that gives what a page would show, for rendering on the server. */
export const snapshotCall = 'liveSnapshot'

/**
 * The header of the request for the socket itself, with what that method gave.
 *
 * @internal
 */
export const ticketHeader = 'cloudwerk-live-ticket'

/**
 * The version of what pages and objects say to each other, see docs/live-protocol.md.
 *
 * @internal
 */
export const liveProtocol = 'cloudwerk.live.1'
