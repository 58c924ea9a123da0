import { live } from '@cloudwerk/core'
import { expect } from 'vitest'
import { hashText } from '../../../packages/durable-object/src/runtime/live/text-hash.ts'
import { encodeData } from '../../../packages/durable-object/src/state/format/data.ts'
import { ReferenceClient } from '../../../packages/durable-object/test/state/harness/reference-client.ts'
import { objectOf } from '../calls.ts'

type Message = [kind: string, ...rest: unknown[]]

/** A page that speaks the protocol, and no more than that. */
export class Page {
  readonly socket: WebSocket
  /** What it was sent, oldest first. */
  readonly messages: Message[] = []
  /** Another one for each page, unless it comes back. */
  client = crypto.randomUUID().replaceAll('-', '')
  readonly closed: Promise<{ code: number; reason: string }>
  label: [epoch: string, revision: number, audience: string] | undefined
  #client = new ReferenceClient()
  isShown = false
  isClosed = false
  /** Whether it reads all that comes, and says so after as much as the protocol says. */
  acknowledges = false
  #unread = { messages: 0, characters: 0 }
  /** How many frames did not go on from where it was. */
  misfits = 0
  #parts: string[] = []
  /** Those that came between the parts of a view. */
  #frames: [number, number, unknown][] = []

  constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => {
        this.isClosed = true
        resolve({ code, reason })
      })
    })
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)))
    socket.accept()
  }

  #hear(text: string): void {
    if (!text.startsWith('[')) return
    const message = JSON.parse(text) as Message
    this.messages.push(message)
    this.#take(message)
    this.#acknowledge(text.length)
  }

  #take([kind, ...rest]: Message): void {
    switch (kind) {
      case 'view':
        this.#show(rest[0], JSON.stringify(rest[1]))
        break
      case 'part':
        this.#collect(rest as [unknown, number, number, string])
        break
      case 'same':
        this.label = rest[0] as typeof this.label
        this.isShown = true
        break
      case 'frame':
        if (this.#parts.length > 0) this.#frames.push(rest as [number, number, unknown])
        else this.#apply(rest as [number, number, unknown])
    }
  }

  #acknowledge(characters: number): void {
    const unread = this.#unread
    unread.messages += 1
    unread.characters += characters
    if (!this.acknowledges || (unread.messages < 64 && unread.characters < 256 * 1024)) return
    this.#unread = { messages: 0, characters: 0 }
    this.send('ack', this.messages.length)
  }

  #show(label: unknown, text: string): void {
    this.#client.show(text)
    this.label = label as typeof this.label
    this.isShown = true
    for (const frame of this.#frames.splice(0)) this.#apply(frame)
  }

  #collect([label, at, count, text]: [unknown, number, number, string]): void {
    if (at === 0) this.#parts = []
    this.#parts.push(text)
    if (at < count - 1) {
      if (this.acknowledges) this.send('next')
      return
    }
    const whole = this.#parts.join('')
    this.#parts = []
    this.#show(label, whole)
  }

  /** Shows what another one has shown. */
  goOnFrom(page: Page): void {
    this.#client = page.#client
    this.label = page.label
  }

  /** Of what it shows. */
  get hash(): string {
    return hashText(encodeData(this.state, 'the view'))
  }

  #apply([from, to, operations]: [number, number, unknown]): void {
    if (this.label?.[1] !== from) {
      this.misfits += 1
      this.send('sync', this.label, this.hash)
      return
    }
    this.label = [this.label[0], to, this.label[2]]
    this.#client.apply(JSON.stringify(operations))
    this.isShown = true
  }

  /** What it shows. */
  get state(): unknown {
    return this.#client.view
  }

  send(...message: unknown[]): void {
    this.socket.send(JSON.stringify(message))
  }

  hello(more: object = {}): void {
    this.send('hello', { client: this.client, ...more })
  }

  of(kind: string): unknown[][] {
    return this.messages.filter(([own]) => own === kind).map(([, ...rest]) => rest)
  }

  /** The answer to a call, once it is there: `result` or `error`, and what it says. */
  async answer(id: number): Promise<unknown[]> {
    const find = () =>
      this.messages.find(([kind, to]) => (kind === 'result' || kind === 'error') && to === id)
    await expect.poll(find).toBeDefined()
    const [kind, , value] = find() as Message
    return [kind, value]
  }
}

interface OpenOptions {
  viewer?: unknown
  headers?: Record<string, string>
}

/** Opens a socket to an object of a class, through the door. */
export async function open(
  [className, name]: [string, string],
  { viewer = { user: 'ann' }, headers = {} }: OpenOptions = {},
): Promise<Page> {
  return through(() => ({ object: objectOf(className, name), viewer }), headers)
}

/** Opens a socket through a door of its own. */
export async function through(
  enter: Parameters<typeof live>[0],
  headers: Record<string, string> = {},
): Promise<Page> {
  const request = new Request('http://app.example/room/live', {
    headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'cloudwerk.live.1', ...headers },
  })
  const response = await live(enter)(request, {} as never)
  if (!response.webSocket) throw new Error(`no socket, but ${response.status}`)
  return new Page(response.webSocket)
}

/** A page that has the first view. */
export async function join(of: [string, string], options?: OpenOptions): Promise<Page> {
  const page = await open(of, options)
  page.hello()
  await expect.poll(() => page.of('view')).toHaveLength(1)
  return page
}
