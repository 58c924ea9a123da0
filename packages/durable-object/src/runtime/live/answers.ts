/** A call of a client that has run, or runs. */
interface Kept {
  /** The message with the answer; undefined while it runs. */
  text: string | undefined
}

interface Client {
  /** The number of the last call that has arrived. */
  last: number
  readonly calls: Map<number, Kept>
  size: number
  /** Whether it may have been here before, and was dropped. */
  readonly isUncertain: boolean
}

const mostAnswers = 64
/** Characters of the answers of one client, and of all. */
const mostOfClient = 65_536
const mostOfAll = 4_194_304
const mostClients = 10_000
/** So many of its last calls a client that connects again is told of. */
const mostTold = 8

/** What became of a call that has arrived before. */
export type Arrival =
  | { kind: 'new' }
  /** It runs, and its answer is sent when it is there. */
  | { kind: 'running' }
  | { kind: 'answered'; text: string }
  /** It has run, and its answer is not kept any more. */
  | { kind: 'forgotten' }

/** The last answers, so that a call that a client sends again after its connection dropped runs once. */
export class Answers {
  readonly #clients: Map<string, Client> = new Map()
  #size = 0
  #hasDropped = false

  /** A client has connected, or calls on a connection that was there when the object woke. */
  greet(key: string): Client {
    const client = this.#clients.get(key) ?? {
      last: 0,
      calls: new Map(),
      size: 0,
      isUncertain: this.#hasDropped,
    }
    this.#clients.delete(key)
    this.#clients.set(key, client)
    if (this.#clients.size > mostClients) this.#drop()
    return client
  }

  /** The last calls of a client that have run and not failed: whoever connects again may not have seen their effects. */
  lastRun(key: string): number[] {
    const calls = [...(this.#clients.get(key)?.calls ?? [])]
    return calls
      .flatMap(([call, { text }]) => (text?.startsWith('["result"') ? call : []))
      .slice(-mostTold)
  }

  /** What is known of a call that has arrived. Where it is new, it begins with `begin`. */
  find(key: string, call: number, isSentAgain: boolean): Arrival {
    const client = this.#clients.get(key)
    const kept = client?.calls.get(call)
    if (kept) {
      return kept.text === undefined ? { kind: 'running' } : { kind: 'answered', text: kept.text }
    }
    const isUncertain = client?.isUncertain ?? this.#hasDropped
    const mayHaveRun = call <= (client?.last ?? 0) || (isSentAgain && isUncertain)
    return { kind: mayHaveRun ? 'forgotten' : 'new' }
  }

  /** A call runs from now on, and has to be answered with `keep`. */
  begin(key: string, call: number): void {
    const client = this.#clients.get(key) ?? this.greet(key)
    client.last = Math.max(client.last, call)
    client.calls.set(call, { text: undefined })
  }

  keep(key: string, call: number, text: string): void {
    const client = this.#clients.get(key)
    const kept = client?.calls.get(call)
    if (!client || !kept) return
    kept.text = text
    this.#grow(client, text.length)
    for (const [number, { text }] of client.calls) {
      if (client.calls.size <= mostAnswers && client.size <= mostOfClient) break
      if (text === undefined) continue
      client.calls.delete(number)
      this.#grow(client, -text.length)
    }
    while (this.#size > mostOfAll && this.#clients.size > 1) this.#drop()
  }

  #grow(client: Client, characters: number): void {
    client.size += characters
    this.#size += characters
  }

  /** Forgets the client that has connected first. */
  #drop(): void {
    const [first] = this.#clients
    if (!first) return
    this.#hasDropped = true
    this.#clients.delete(first[0])
    this.#size -= first[1].size
  }
}
