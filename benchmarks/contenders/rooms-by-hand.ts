import { DurableObject } from 'cloudflare:workers'

/** Sends each message to all sockets. */
export class Room extends DurableObject {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server, ['alice'])
    return new Response(null, { status: 101, webSocket: client })
  }

  protected broadcast(message: object): void {
    const text = JSON.stringify(message)
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(text)
      } catch {
        // The socket is closing.
      }
    }
  }
}

export class Megaphone extends Room {
  override webSocketMessage(_socket: WebSocket, text: string): void {
    this.broadcast({ type: 'message', text })
  }
}

/** The guide's chat room as an expert would write it, with a row per message. */
export class Chat extends Room {
  readonly #sql: SqlStorage

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, user TEXT, text TEXT, timestamp INTEGER)',
    )
  }

  override webSocketMessage(socket: WebSocket, text: string): void {
    const [user = ''] = this.ctx.getTags(socket)
    const message = { user, text, timestamp: Date.now() }
    const { id } = this.#sql
      .exec<{ id: number }>(
        'INSERT INTO messages (user, text, timestamp) VALUES (?, ?, ?) RETURNING id',
        ...[message.user, message.text, message.timestamp],
      )
      .one()
    this.#sql.exec('DELETE FROM messages WHERE id <= ?', id - 1000)
    this.broadcast({ type: 'message', ...message })
  }

  kept(): number {
    return this.#sql.exec<{ kept: number }>('SELECT count(*) AS kept FROM messages').one().kept
  }
}
