import type { LiveClosedError } from '../errors.ts'
import type { ConnectOptions, LiveSocket } from '../types.ts'
import { socketAddress } from './address.ts'
import { finalError } from './close-codes.ts'
import { delayAfter } from './delays.ts'

const protocol = 'cloudwerk.live.1'
const pingEvery = 30_000
/** Within it an opening connection must be greeted, and a ping answered. */
const answerWithin = 10_000
/** What has been live for so long did not fail at once. */
const lastsFor = 10_000
/** After so many messages or characters the object is told that they were read. */
const ackAfter = { messages: 64, characters: 256 * 1024 }

/** Of the module of `@cloudwerk/dev` that holds the reload of a page. */
const reloadEvent = 'cloudwerk:reload'

/** What a connection tells its owner. */
export interface Owner {
  /** A socket has opened; the first message. */
  greeting(): string
  receive(text: string): void
  /** Whether calls wait for their results. */
  readonly isBusy: boolean
  /** The socket has closed; for good, if there is an error. */
  lost(code: number, error: LiveClosedError | undefined): void
}

/** One socket at a time, opened again when it closes. */
export class Connection {
  readonly #url: string
  readonly #Socket: ConnectOptions<unknown>['WebSocket']
  #address: string | undefined
  readonly #owner: Owner
  #socket: LiveSocket | undefined
  #isWanted = false
  #failed = 0
  #liveSince = 0
  #retry: Timer
  #pinging: Timer
  #deadline: Timer
  #ping: string | undefined
  #read = 0
  #unacknowledged = { messages: 0, characters: 0 }

  constructor(url: string, owner: Owner, Socket?: ConnectOptions<unknown>['WebSocket']) {
    this.#url = url
    this.#Socket = Socket
    this.#owner = owner
  }

  get isOpen(): boolean {
    return this.#ping !== undefined
  }

  /** Connects now, also if it would only do so later. */
  open(): void {
    if (!this.#isWanted) listen('add', this.#nudge)
    this.#isWanted = true
    clearTimeout(this.#retry)
    if (!this.#socket) this.#connect()
  }

  close(): void {
    if (this.#isWanted) listen('remove', this.#nudge)
    this.#isWanted = false
    clearTimeout(this.#retry)
    this.#drop(1000)
  }

  send(text: string): void {
    this.#socket?.send(text)
  }

  /** The object has answered, and said how to ask whether it is still there. */
  greeted(ping: string): void {
    this.#ping = ping
    this.#liveSince = Date.now()
    clearTimeout(this.#deadline)
    this.#pinging = setInterval(this.#askIfThere, pingEvery)
  }

  #connect(): void {
    // The page may have another address when it connects again.
    this.#address ??= socketAddress(this.#url)
    const socket: LiveSocket = new (this.#Socket ?? WebSocket)(this.#address, protocol)
    this.#socket = socket
    this.#read = 0
    this.#unacknowledged = { messages: 0, characters: 0 }
    this.#expectAnswer()
    socket.onopen = () => socket.send(this.#owner.greeting())
    socket.onmessage = ({ data }: { data: string }) => this.#receive(data)
    socket.onclose = ({ code, reason }: { code: number; reason: string }) =>
      this.#lose(code, reason)
  }

  #receive(text: string): void {
    if (this.isOpen) clearTimeout(this.#deadline)
    // The answer to a ping is no message, whatever the app says in it.
    if (!text.startsWith('[')) return
    this.#owner.receive(text)
    this.#acknowledge(text.length)
  }

  #acknowledge(characters: number): void {
    this.#read++
    const owed = this.#unacknowledged
    owed.messages++
    owed.characters += characters
    if (owed.messages < ackAfter.messages && owed.characters < ackAfter.characters) return
    this.#unacknowledged = { messages: 0, characters: 0 }
    this.send(JSON.stringify(['ack', this.#read]))
  }

  #expectAnswer(): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => {
      // The close event of a dead connection can take minutes.
      this.#drop(4000)
      this.#lose(1006)
    }, answerWithin)
  }

  readonly #askIfThere = (): void => {
    if (this.#ping === undefined) return
    this.send(this.#ping)
    this.#expectAnswer()
  }

  /** The network is back, somebody looks at the page, or dev asks whether it may be loaded again. */
  readonly #nudge = (event: Event): void => {
    const { type } = event
    const isReload = type === reloadEvent
    if (isReload && this.isOpen && !this.#owner.isBusy) return
    if (isReload) event.preventDefault()
    else if (type !== 'online' && document.visibilityState === 'hidden') return
    if (this.#socket) this.#askIfThere()
    else this.open()
  }

  /** Closes the socket without waiting for the other side. */
  #drop(code: number): void {
    const socket = this.#socket
    this.#forget()
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close(code)
  }

  #forget(): void {
    this.#socket = undefined
    this.#ping = undefined
    clearTimeout(this.#deadline)
    clearInterval(this.#pinging)
  }

  #lose(code: number, reason = ''): void {
    const hasLasted = this.isOpen && Date.now() - this.#liveSince >= lastsFor
    this.#failed = hasLasted ? 0 : this.#failed
    this.#forget()
    const error = finalError(code, reason)
    if (error) this.close()
    else if (this.#isWanted) this.#retry = setTimeout(() => this.open(), delayAfter(this.#failed++))
    this.#owner.lost(code, error)
  }
}

type Timer = ReturnType<typeof setTimeout> | undefined

/** Node has neither the events nor the document. */
function listen(how: 'add' | 'remove', listener: (event: Event) => void): void {
  globalThis[`${how}EventListener`]?.('online', listener)
  globalThis[`${how}EventListener`]?.(reloadEvent, listener)
  globalThis.document?.[`${how}EventListener`]('visibilitychange', listener)
}
