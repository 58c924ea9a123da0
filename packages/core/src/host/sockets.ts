import type { DurableObject } from 'cloudflare:workers'
import { wakeRequest } from './other-requests.ts'

/** An object that has open sockets, as the platform finds it again. */
export interface ObjectAddress {
  className: string
  /** 64 hex digits. */
  id: string
}

const goodbye = [1012, 'The server is restarting'] as const

/** How many sockets each object accepted and has not seen the end of, by id. */
const objects = new Map<string, { className: string; sockets: number }>()
const classNames = new WeakMap<DurableObjectState, string>()
/** Closes the sockets that live with a request and not with an object's storage. */
const closers = new Set<() => void>()
let isClosing = false
let isWatching = false

/** Objects that a socket keeps in contact with their clients, also while they sleep. */
export function objectsWithSockets(): ObjectAddress[] {
  return [...objects].map(([id, { className }]) => ({ className, id }))
}

/** From now on a socket that is accepted is closed at once. Closes those that no object can find. */
export function beginClosing(): void {
  isClosing = true
  for (const close of closers) wakeRequest(close)
}

/** Closes the sockets that the object finds with `getWebSockets`. Call it within the object. */
export function closeSockets(ctx: DurableObjectState): void {
  for (const socket of ctx.getWebSockets()) close(socket)
}

/** Follows the sockets of an object, which is being made. */
export function watchObject(ctx: DurableObjectState, className: string): void {
  classNames.set(ctx, className)
  if (isWatching) return
  isWatching = true
  // The platform shows the class of `ctx` nowhere else.
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

/** Follows the sockets that are accepted with `socket.accept()`. */
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
    // What is awaited goes on in the request that awaits it; only there can its socket be used.
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
