import { createMessage, createMessages, type Message } from '../board/messages.ts'
import type { Environment } from './contender.ts'
import { Room } from './rooms-by-hand.ts'

/**
 * A chat room as libraries that synchronize a state do it: one JSON text in storage, and all of it to each page at
 * each change.
 */
export class WholeState extends Room {
  readonly #sql: SqlStorage
  #state: { messages: Message[]; most: number }

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    this.#sql.exec('CREATE TABLE IF NOT EXISTS states (id INTEGER PRIMARY KEY, state TEXT)')
    const [row] = this.#sql.exec<{ state: string }>('SELECT state FROM states')
    this.#state = row ? JSON.parse(row.state) : { messages: [], most: 1000 }
  }

  override webSocketMessage(_socket: WebSocket, text: string): void {
    const { messages, most } = this.#state
    this.#setState({ messages: [...messages, createMessage(text)].slice(-most), most })
    this.broadcast({ type: 'state', state: this.#state })
  }

  #setState(state: { messages: Message[]; most: number }): void {
    this.#sql.exec('INSERT OR REPLACE INTO states VALUES (1, ?)', JSON.stringify(state))
    this.#state = state
  }

  fill(count: number): void {
    this.#setState({ messages: createMessages(count), most: count + 1000 })
  }

  kept(): number {
    return this.#state.messages.length
  }
}
