import { type Guess, PendingCalls, receivedError } from './calls/pending-calls.ts'
import { Connection } from './connection/connection.ts'
import { LiveClosedError } from './errors.ts'
import { People, type PeopleChange } from './people.ts'
import { Presence } from './presence.ts'
import { share } from './state/share.ts'
import { type Message, View } from './state/view.ts'
import type { ConnectOptions, LiveStatus } from './types.ts'
import { decode } from './values/decode.ts'
import { encode } from './values/encode.ts'

/** The greeting of the object. */
interface Hello {
  epoch: string
  ping: string
  /** How often presence is sent to the others, in milliseconds. */
  every: number
}

type EventListener = (event: unknown) => void

/** One object as a page sees it. It connects when it is told to. */
export class LiveStore {
  status: LiveStatus = 'connecting'
  error: LiveClosedError | undefined
  /** Lets the object know calls that are sent again. */
  readonly #client = randomId()
  readonly #version: number | undefined
  readonly #connection: Connection
  readonly #view: View
  readonly #calls: PendingCalls
  readonly #people = new People()
  readonly #presence: Presence
  readonly #listeners = new Set<() => void>()
  readonly #eventListeners = new Map<string, Set<EventListener>>()
  #shown: unknown

  constructor(url: string, { from, WebSocket, version }: ConnectOptions<unknown> = {}) {
    this.#version = version
    const send = (message: unknown[]) => this.#connection.send(encode(message))
    const store = this
    const owner = {
      get isBusy() {
        return store.isBusy
      },
      greeting: () => encode(['hello', this.#greeting()]),
      receive: (text: string) => this.#receive(decode(text) as Message),
      lost: (code: number, error: LiveClosedError | undefined) => {
        // To send it again would only close the next connection.
        if (code === 1008) this.#takeBack()
        this.#lost(error)
      },
    }
    this.#connection = new Connection(url, owner, WebSocket)
    const view = new View({ send, deliver: (message) => this.#deliver(message) }, from)
    this.#view = view
    this.#shown = view.value
    this.#presence = new Presence((value) => view.epoch && send(['presence', value]))
    this.#calls = new PendingCalls({
      get epoch() {
        return view.epoch
      },
      send: (text) => this.#connection.send(text),
      guess: () => this.#guess(),
      notify: () => this.#notify(),
    })
  }

  get others(): readonly object[] {
    return this.#people.list
  }

  get otherCount(): number {
    return this.#people.count
  }

  /** Whether calls wait for their results. */
  get isBusy(): boolean {
    return this.#calls.size > 0
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    // Two places may subscribe with the same function.
    const own = () => listener()
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  readonly getSnapshot = (): unknown => this.#shown

  readonly call = (name: string, args: unknown[], guess?: Guess): Promise<unknown> =>
    this.error ? Promise.reject(this.error) : this.#calls.make(name, args, guess)

  readonly setPresence = (presence: Record<string, unknown>): void => this.#presence.set(presence)

  readonly on = (name: string, listener: EventListener): (() => void) => {
    const listeners = this.#eventListeners.get(name) ?? new Set()
    this.#eventListeners.set(name, listeners.add(listener))
    return () => void listeners.delete(listener)
  }

  readonly reconnect = (): void => {
    if (this.error) this.#turn('connecting')
    this.#connection.open()
  }

  readonly close = (): void => {
    this.#connection.close()
    this.#lost(new LiveClosedError('The page has closed the connection.', { code: 'CLOSED' }))
  }

  #greeting(): object {
    const presence = this.#presence.value
    const version = this.#version
    const said = { ...(presence && { presence }), ...(version && { version }) }
    return { client: this.#client, ...this.#view.known, ...said }
  }

  #receive(message: Message): void {
    const [name, ...rest] = message
    if (name === 'hello') this.#greeted(rest[0])
    else if (name === 'people') {
      this.#people.change(rest as PeopleChange)
      this.#notify()
    } else this.#view.take(message)
  }

  #greeted({ epoch, ping, every }: Hello): void {
    this.#connection.greeted(ping)
    this.#view.start(epoch)
    this.#people.expectAll()
    this.#presence.start(every)
    this.#calls.sendAll()
  }

  #deliver([name, first, second, , settled]: Message): void {
    if (name === 'result') this.#calls.resolve(first, second)
    else if (name === 'error') this.#calls.reject(first, receivedError(second))
    else if (name === 'event') {
      for (const listener of this.#eventListeners.get(first) ?? []) listener(second)
    } else if (name === 'view' || name === 'frame') {
      this.#calls.settle(settled)
      this.#turn('live')
    }
  }

  #takeBack(): void {
    this.#calls.rejectSent()
    this.#presence.value = undefined
  }

  #lost(error: LiveClosedError | undefined): void {
    this.#view.stop()
    this.#presence.stop()
    if (error) this.#calls.rejectAll(error)
    this.#turn(error ? 'closed' : this.status === 'live' ? 'stale' : this.status, error)
  }

  #turn(status: LiveStatus, error?: LiveClosedError): void {
    this.status = status
    this.error = error
    this.#guess()
    this.#notify()
  }

  #guess(): void {
    const { value } = this.#view
    const guessed = this.#calls.guess(value)
    // A guess that is made again is the same as before.
    this.#shown = guessed === value ? value : share(this.#shown, guessed)
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** 128 random bits, which nobody else can guess. */
function randomId(): string {
  const bits = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
