import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'

type Message = [name: string, ...rest: unknown[]]

/** Speaks the protocol as a test says, in place of an object. */
export class ScriptedObject {
  readonly url: string
  readonly #server: WebSocketServer
  readonly #waiting: Connected[] = []
  #arrived: (() => void) | undefined

  static async start(): Promise<ScriptedObject> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    return new ScriptedObject(server)
  }

  constructor(server: WebSocketServer) {
    this.#server = server
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/room/lobby/live`
    server.on('connection', (socket) => {
      this.#waiting.push(new Connected(socket))
      this.#arrived?.()
    })
  }

  /** The next connection. */
  async connected(): Promise<Connected> {
    while (this.#waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
    return this.#waiting.shift() as Connected
  }

  /** The next connection, greeted, with a view. */
  async live(view: unknown, label: unknown = ['e1', 0, 'all']): Promise<Connected> {
    const connected = await this.connected()
    await connected.greet(label as unknown[])
    connected.send(['view', label, view])
    return connected
  }

  /** Takes no connections until the end. */
  stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}

/** A client that has connected. */
export class Connected {
  readonly socket: WebSocket
  /** All that it has sent and that no test has read. */
  readonly received: string[] = []
  #arrived: (() => void) | undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      this.received.push(String(data))
      this.#arrived?.()
    })
  }

  /** Reads the client's greeting and answers it. */
  async greet([epoch]: unknown[] = ['e1'], rest: object = {}): Promise<Record<string, unknown>> {
    const [name, hello] = (await this.next()) as [string, Record<string, unknown>]
    expect(name).toBe('hello')
    expect(hello.client).toMatch(/^[0-9a-f]{32}$/)
    this.send(['hello', { you: 'me', epoch, ping: 'ping', pong: 'pong', every: 20, ...rest }])
    return hello
  }

  /** The next message of the client. */
  async next(): Promise<Message> {
    return JSON.parse(await this.nextText()) as Message
  }

  async nextText(): Promise<string> {
    while (this.received.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
    return this.received.shift() as string
  }

  send(...messages: Message[]): void {
    for (const message of messages) this.socket.send(JSON.stringify(message))
  }
}
