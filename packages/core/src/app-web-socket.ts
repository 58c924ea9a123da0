import { exports } from 'cloudflare:workers'

/**
 * A WebSocket to the app under test, for code that makes its own: `connect(url, { WebSocket: AppWebSocket })` of
 * `@cloudwerk/client`. Of the address only the path and the query count.
 */
export class AppWebSocket {
  /** Called when it can send. */
  onopen: ((event: Event) => void) | null = null
  /** Called with each message. */
  onmessage: ((event: MessageEvent) => void) | null = null
  /** Called when it has closed: with 1006 if the app has not opened it. */
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  readonly #opened: Promise<WebSocket | undefined>

  /** Such a class whose requests have these headers: `AppWebSocket.with({ Cookie: 'user=ann' })`. */
  static with(
    headers: HeadersInit,
  ): new (
    url: string | URL,
    protocols?: string | string[],
  ) => AppWebSocket {
    return class extends AppWebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, headers)
      }
    }
  }

  constructor(url: string | URL, protocols: string | string[] = [], given?: HeadersInit) {
    const { pathname, search } = new URL(url)
    const headers = new Headers(given)
    headers.set('Upgrade', 'websocket')
    headers.set('Sec-WebSocket-Protocol', [protocols].flat().join(', '))
    this.#opened = this.#open(`http://localhost${pathname}${search}`, headers)
  }

  /** Sends once it is open. */
  send(message: string | ArrayBuffer | ArrayBufferView): void {
    void this.#opened.then((socket) => socket?.send(message))
  }

  /** Closes once it is open. */
  close(code?: number, reason?: string): void {
    void this.#opened.then((socket) => socket?.close(code, reason))
  }

  async #open(url: string, headers: Headers): Promise<WebSocket | undefined> {
    const { default: app } = exports as unknown as { default: Fetcher }
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
