import type { DurableObject } from 'cloudflare:workers'
import { wakeRequest } from './wake-request.ts'

/** The address of an object with open sockets. */
export interface ObjectAddress {
  className: string
  /** 64 hex digits. */
  id: string
}

const goodbye = [1012, 'The server is restarting'] as const

/** By id, the sockets that each object has accepted and whose end it has not seen. */
const objects = new Map<string, { className: string; sockets: number }>()
const classNames = new WeakMap<DurableObjectState, string>()
/** Close the sockets that belong to a request instead of a hibernating object. */
const closers = new Set<() => void>()
let isClosing = false
let isWatching = false

/** The objects with open sockets, including hibernating ones. */
export function objectsWithSockets(): ObjectAddress[] {
  return [...objects].map(([id, { className }]) => ({ className, id }))
}

/** Closes the sockets that no object can find, and from now on each new socket at once. */
export function beginClosing(): void {
  isClosing = true
  for (const close of closers) wakeRequest(close)
}

/** Closes the sockets that `getWebSockets` returns. Must be called within the object. */
export function closeSockets(ctx: DurableObjectState): void {
  for (const socket of ctx.getWebSockets()) close(socket)
}

/** Follows the sockets of an object. Called from its constructor. */
export function watchObject(ctx: DurableObjectState, className: string): void {
  classNames.set(ctx, className)
  if (isWatching) return
  isWatching = true
  // The class of `ctx` is not accessible in any other way.
  watchAccepted(Object.getPrototypeOf(ctx))
}

/** One of the object's sockets has ended, and its handler has run. */
export function forgetSocket(ctx: DurableObjectState): void {
  const id = ctx.id.toString()
  const known = objects.get(id)
  if (known && --known.sockets <= 0) objects.delete(id)
}

function watchAccepted(prototype: DurableObjectState): void {
  const { acceptWebSocket } = prototype
  prototype.acceptWebSocket = function (this: DurableObjectState, socket, tags): void {
    acceptWebSocket.call(this, socket, tags)
    const id = this.id.toString()
    const known = objects.get(id)
    const className = classNames.get(this)
    if (known) known.sockets += 1
    else if (className !== undefined) objects.set(id, { className, sockets: 1 })
    if (isClosing) close(socket)
  }
}

/** Follows the sockets that `socket.accept()` accepts. */
export function watchPlainSockets(): void {
  const { prototype } = WebSocket
  const { accept } = prototype
  prototype.accept = function (this: WebSocket, ...options): void {
    accept.apply(this, options)
    if (isClosing) {
      close(this)
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    // Code after an `await` continues in the request that awaits; only there can its socket be used.
    void promise.then(() => close(this))
    const forget = () => closers.delete(resolve)
    this.addEventListener('close', forget)
    this.addEventListener('error', forget)
    closers.add(resolve)
  }
}

function close(socket: WebSocket): void {
  try {
    socket.close(...goodbye)
  } catch {
    // Closed already.
  }
}

export type ObjectClass = new (ctx: DurableObjectState, env: unknown) => DurableObject
