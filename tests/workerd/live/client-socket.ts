import { live } from '@cloudwerk/core'
import { objectOf } from '../calls.ts'

type Listener = ((event: never) => void) | null

/** All that are open, so that a test can cut some. */
export const openSockets: Set<ClientSocket> = new Set()

/** The socket of `@cloudwerk/client`, to an object of the test Worker: `ws://app/Class/name?user=ann`. */
export class ClientSocket {
  onopen: Listener = null
  onmessage: Listener = null
  onclose: Listener = null
  readonly #opened: Promise<WebSocket>

  constructor(url: string, protocol: string) {
    this.#opened = this.#open(new URL(url), protocol)
  }

  send(text: string): void {
    void this.#opened.then((socket) => socket.send(text))
  }

  close(code?: number): void {
    openSockets.delete(this)
    void this.#opened.then((socket) => socket.close(code))
  }

  /** Closes it as if the network had. */
  cut(): void {
    this.close(4000)
    this.#tell('onclose', { code: 1006 })
  }

  async #open({ pathname, searchParams }: URL, protocol: string): Promise<WebSocket> {
    const [, className = '', name = ''] = pathname.split('/')
    const headers = { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': protocol }
    const request = new Request('http://app/', { headers })
    const viewer = Object.fromEntries(searchParams)
    const enter = () => ({ object: objectOf(className, name), viewer })
    const { webSocket: socket } = await live(enter)(request, {} as never)
    if (!socket) throw new Error('The door gave no socket.')
    socket.addEventListener('message', ({ data }) => this.#tell('onmessage', { data }))
    socket.addEventListener('close', ({ code }) => {
      openSockets.delete(this)
      this.#tell('onclose', { code })
    })
    socket.accept()
    openSockets.add(this)
    queueMicrotask(() => this.#tell('onopen', {}))
    return socket
  }

  #tell(name: 'onopen' | 'onmessage' | 'onclose', event: object): void {
    this[name]?.(event as never)
  }
}
