import type { Socket } from 'node:net'
import { frame, MessageCounter, openRawSocket } from './raw-socket.ts'

/** Pages that follow one chat room, and speak in turn. */
export interface Pages {
  /** One page says several things at once. Returns the milliseconds until all pages have all of them. */
  say(times: number): Promise<number>
  /** The bytes that all pages have received so far. */
  readonly received: number
  close(): void
}

export interface PagesOptions {
  port: number
  path: string
  count: number
  isLive: boolean
}

const protocol = 'cloudwerk.live.1'
/** After so many messages or bytes a live page says what it has read. */
const acknowledgeAfter = { messages: 64, bytes: 256 * 1024 }

/** Connects pages that parse no more than they must, so that Node uses as little CPU as possible. */
export async function openPages({ port, path, count, isLive }: PagesOptions): Promise<Pages> {
  const pages: Page[] = []
  while (pages.length < count) {
    const some = Array.from({ length: Math.min(50, count - pages.length) }, async () => {
      return new Page(await openRawSocket(port, path, isLive ? protocol : undefined), isLive)
    })
    pages.push(...(await Promise.all(some)))
  }
  await Promise.all(pages.map((page) => page.isReady))
  let said = 0
  let turn = 0

  return {
    async say(times) {
      const texts = Array.from({ length: times }, () => `${'x'.repeat(90)}#${pad(said++)}#`)
      const last = `#${pad(said - 1)}#`
      const start = performance.now()
      const all = Promise.all(pages.map((page) => page.until(last)))
      pages[turn++ % pages.length]?.say(texts)
      await all
      return performance.now() - start
    },
    get received() {
      return pages.reduce((sum, { received }) => sum + received, 0)
    },
    close() {
      for (const page of pages) page.close()
    },
  }
}

class Page {
  readonly #socket: Socket
  readonly #isLive: boolean
  readonly #counter = new MessageCounter()
  /** Resolves when a live page has its first view. Others have none. */
  readonly isReady: Promise<void>
  received = 0
  #acknowledged = { messages: 0, bytes: 0 }
  #calls = 0
  #wanted = ''
  #onFound: (() => void) | undefined
  /** The end of what has come, where a text may begin that goes on in what comes next. */
  #tail: Buffer = Buffer.alloc(0)

  constructor(socket: Socket, isLive: boolean) {
    this.#socket = socket
    this.#isLive = isLive
    socket.on('data', (bytes: Buffer) => this.#hear(bytes))
    this.isReady = isLive ? this.until('["view"') : Promise.resolve()
    if (!isLive) return
    const client = crypto.randomUUID().replaceAll('-', '')
    socket.write(frame(JSON.stringify(['hello', { client }])))
  }

  #hear(bytes: Buffer): void {
    this.received += bytes.length
    this.#counter.add(bytes)
    if (this.#isLive) this.#acknowledge()
    if (!this.#onFound) return
    const length = this.#wanted.length - 1
    const seam = Buffer.concat([this.#tail, bytes.subarray(0, length)])
    if (seam.includes(this.#wanted) || bytes.includes(this.#wanted)) this.#onFound()
    this.#tail = Buffer.from(
      bytes.length < length ? seam.subarray(-length) : bytes.subarray(-length),
    )
  }

  #acknowledge(): void {
    const { messages } = this.#counter
    const unread = messages - this.#acknowledged.messages
    const bytes = this.received - this.#acknowledged.bytes
    if (unread < acknowledgeAfter.messages && bytes < acknowledgeAfter.bytes) return
    this.#acknowledged = { messages, bytes: this.received }
    this.#socket.write(frame(JSON.stringify(['ack', messages])))
  }

  /** Resolves when the text has come. */
  until(text: string): Promise<void> {
    this.#wanted = text
    return new Promise((resolve) => {
      this.#onFound = () => {
        this.#onFound = undefined
        resolve()
      }
    })
  }

  say(texts: string[]): void {
    const messages = texts.map((text) =>
      this.#isLive ? JSON.stringify(['call', ++this.#calls, 'say', [text]]) : text,
    )
    this.#socket.write(Buffer.concat(messages.map(frame)))
  }

  close(): void {
    this.#socket.destroy()
  }
}

function pad(number: number): string {
  return String(number).padStart(7, '0')
}
