import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

type Message = [name: string, ...rest: unknown[]]

/** Speaks the protocol as a test says, in place of an object, and serves pages beside it. */
export class ScriptedObject {
  /** Where its pages are. */
  readonly origin: string
  readonly url: string
  readonly #sockets: WebSocketServer
  readonly #waiting: Connected[] = []
  #arrived: (() => void) | undefined

  /** `pages` are HTML, by path. */
  static async start(pages: Record<string, string> = {}): Promise<ScriptedObject> {
    const server = createServer(({ url = '' }, response) => {
      const page = pages[url]
      response.writeHead(page ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new ScriptedObject(new WebSocketServer({ server }), server.address() as AddressInfo)
  }

  constructor(sockets: WebSocketServer, { port }: AddressInfo) {
    this.#sockets = sockets
    this.origin = `http://127.0.0.1:${port}`
    this.url = `ws://127.0.0.1:${port}/room/lobby/live`
    sockets.on('connection', (socket) => {
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
  async stop(): Promise<void> {
    const { options, clients } = this.#sockets
    for (const client of clients) client.terminate()
    options.server?.closeAllConnections()
    await new Promise((resolve) => options.server?.close(resolve))
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
    this.send(['hello', { you: 'me', epoch, ping: 'ping', every: 20, ...rest }])
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

  /** Resolves when the client has closed. */
  closed(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return Promise.resolve()
    return new Promise((resolve) => this.socket.once('close', () => resolve()))
  }

  send(...messages: Message[]): void {
    for (const message of messages) this.socket.send(JSON.stringify(message))
  }
}
