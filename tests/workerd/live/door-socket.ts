import { live } from '@cloudwerk/core'
import { objectOf } from '../calls.ts'

/** Where the objects of this Worker are for a page: ws://objects/Class/name. */
const host = 'ws://objects/'

/** A socket as a page opens it, which goes through a door into an object of this Worker. */
class DoorSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  #socket: WebSocket | undefined
  #isClosed = false

  constructor(address: string, protocol: string) {
    void this.#open(address, protocol)
  }

  async #open(address: string, protocol: string): Promise<void> {
    const [className = '', name = ''] = address.slice(host.length).split('/')
    const request = new Request('http://app.example/live', {
      headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': protocol },
    })
    const viewer = { user: 'ann' }
    const enter = () => ({ object: objectOf(className, name), viewer })
    const response = await Promise.resolve(live(enter)(request, {} as never)).catch(() => undefined)
    const socket = response?.webSocket
    if (!socket) {
      this.onclose?.({ code: 1006 })
      return
    }
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.onmessage?.({ data }))
    socket.addEventListener('close', ({ code }) => this.#end(code))
    socket.addEventListener('error', () => this.#end(1006))
    socket.accept()
    if (this.#isClosed) socket.close(1000)
    else this.onopen?.()
  }

  #end(code: number): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.onclose?.({ code })
  }

  send(text: string): void {
    if (!this.#isClosed) this.#socket?.send(text)
  }

  close(code?: number): void {
    this.#isClosed = true
    if (this.#socket?.readyState === WebSocket.READY_STATE_OPEN) this.#socket.close(code)
  }

  /** The network has dropped it. */
  drop(): void {
    if (this.#isClosed) return
    this.close(1001)
    this.onclose?.({ code: 1006 })
  }
}

/** The sockets that pages have opened since the last call, so that a test can drop them. */
export const opened: DoorSocket[] = []

/** Lets `new WebSocket('ws://objects/Class/name')` open a door, until the function that it returns is called. */
export function openDoors(): () => void {
  const native = globalThis.WebSocket
  globalThis.WebSocket = new Proxy(native, {
    construct(target, [address, protocol]: [string, string]) {
      if (!address.startsWith(host)) return new target(address, protocol)
      const socket = new DoorSocket(address, protocol)
      opened.push(socket)
      return socket
    },
  })
  return () => {
    globalThis.WebSocket = native
  }
}
