import { exports } from 'cloudflare:workers'

/**
 * A WebSocket to the app under test, for code that makes its own: `connect(url, { WebSocket: AppWebSocket })` of
 * `@cloudwerk/client`. Of the address only the path and the query count.
 */
export class AppWebSocket {
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  readonly #opened: Promise<WebSocket | undefined>

  constructor(url: string | URL, protocols: string | string[] = []) {
    const { pathname, search } = new URL(url)
    this.#opened = this.#open(`http://localhost${pathname}${search}`, [protocols].flat())
  }

  send(message: string | ArrayBuffer | ArrayBufferView): void {
    void this.#opened.then((socket) => socket?.send(message))
  }

  close(code?: number, reason?: string): void {
    void this.#opened.then((socket) => socket?.close(code, reason))
  }

  async #open(url: string, protocols: string[]): Promise<WebSocket | undefined> {
    const { default: app } = exports as unknown as { default: Fetcher }
    const headers = { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': protocols.join(', ') }
    const { webSocket: socket } = await app.fetch(url, { headers }).catch(() => new Response())
    if (!socket) {
      this.onclose?.({ code: 1006, reason: '' })
      return undefined
    }
    socket.addEventListener('message', (event) => this.onmessage?.(event))
    socket.addEventListener('close', (event) => this.onclose?.(event))
    socket.accept()
    // Not before what is sent then has a socket.
    queueMicrotask(() => this.onopen?.(new Event('open')))
    return socket
  }
}
