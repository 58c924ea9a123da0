import type { LiveLabel, LiveSnapshot } from '../types.ts'
import { decode } from '../values/decode.ts'
import { encode } from '../values/encode.ts'
import { hash } from '../values/hash.ts'
import { apply, type Operation } from './apply.ts'
import { share } from './share.ts'

/** A message of the object: its name, then what belongs to it. */
// biome-ignore lint/suspicious/noExplicitAny: the object keeps to the protocol, or the view asks anew.
export type Message = [name: string, ...rest: any[]]

type Part = [at: number, count: number, text: string, settled?: number[]]
type Frame = [name: 'frame', from: number, to: number, operations: Operation[], settled?: number[]]

export interface ViewOwner {
  send(message: unknown[]): void
  /** A frame that the view has, or any other message, once the view is right. */
  deliver(message: Message): void
}

/** What the object shows, without guesses, and the label that says how new it is. */
export class View {
  value: unknown
  /** Whether it is what the object has. */
  isCurrent = false
  /** That of the instance that is connected; undefined if none is. */
  epoch: string | undefined
  readonly #owner: ViewOwner
  #label: LiveLabel | undefined
  #parts: string[] | undefined
  #hasAsked = false
  /** What has come while the view was not right. */
  #held: Message[] = []

  constructor(owner: ViewOwner, from?: LiveSnapshot) {
    this.#owner = owner
    this.value = from?.view
    this.#label = from?.label
  }

  /** What the object needs to send only what is new. */
  get known(): { label?: LiveLabel; hash?: string } {
    const label = this.#label
    return label ? { label, hash: hash(encode(this.value)) } : {}
  }

  /** A connection was greeted. */
  start(epoch: string): void {
    this.stop()
    this.epoch = epoch
  }

  stop(): void {
    this.epoch = this.#parts = undefined
    this.isCurrent = this.#hasAsked = false
    this.#held = []
  }

  take(message: Message): void {
    const [name, label, ...rest] = message
    if (name === 'view') this.#show(label, rest[0], rest[1])
    else if (name === 'same') this.#become(label, this.value, shown(rest[0]))
    else if (name === 'part') this.#takePart(label, rest as Part)
    else if (name === 'frame') this.#takeFrame(message as Frame)
    else if (this.isCurrent) this.#owner.deliver(message)
    else this.#held.push(message)
  }

  #takePart(label: LiveLabel, [at, count, text, settled]: Part): void {
    const parts = at > 0 && this.#parts ? this.#parts : []
    this.#parts = parts
    this.isCurrent = false
    parts.push(text)
    if (at + 1 < count) this.#owner.send(['next'])
    else this.#show(label, decode(parts.join('')), settled)
  }

  #takeFrame(frame: Frame): void {
    const [, from, to, operations] = frame
    const [epoch, revision, audience] = this.#label ?? []
    const isNext = !this.#parts && epoch === this.epoch && from === revision
    // It may also be the answer of the object that was asked.
    const next = isNext ? this.#applied(operations) : undefined
    if (next) this.#become([epoch, to, audience] as LiveLabel, next.value, frame)
    // What came before the view is in it.
    else if (this.isCurrent && to <= (revision as number)) this.#owner.deliver(frame)
    else {
      this.#held.push(frame)
      this.isCurrent = false
      if (!this.#parts && !this.#hasAsked) this.#ask()
    }
  }

  /** Operations that do not fit tell that the view is wrong: it is asked for as a whole. */
  #applied(operations: Operation[]): { value: unknown } | undefined {
    try {
      return { value: apply(this.value, operations) }
    } catch {
      this.#label = undefined
      return undefined
    }
  }

  #ask(): void {
    this.#hasAsked = true
    this.#owner.send(['sync', this.#label ?? null, null])
  }

  /** A page that was away renders only what has changed. */
  #show(label: LiveLabel, value: unknown, settled?: number[]): void {
    this.#become(label, share(this.value, value), shown(settled))
  }

  #become(label: LiveLabel, value: unknown, message: Message): void {
    this.#label = label
    // An object that has slept is another instance, on the same connection.
    this.epoch = label[0]
    this.value = value
    this.#parts = undefined
    this.#hasAsked = false
    this.isCurrent = true
    const held = this.#held
    this.#held = []
    this.#owner.deliver(message)
    for (const message of held) this.take(message)
  }
}

/** A view as a frame that brought it would be: what is settled has the same place. */
const shown = (settled?: number[]): Message => ['view', null, null, null, settled]
