import { Agent, request } from 'node:http'
import type { Answer, Command } from '../board/commands.ts'

export interface Client {
  /** Gives what the driver answers. Throws what the objects threw. */
  send(port: number, command: Command): Promise<unknown>
  close(): void
}

/** Connections are kept, and this file is as thin as it can be, since it is on the clock. */
export function createClient(): Client {
  const agent = new Agent({ keepAlive: true, noDelay: true })
  return {
    async send(port, command) {
      const answer = JSON.parse(await post(agent, port, JSON.stringify(command))) as Answer
      if ('error' in answer) throw new Error(answer.error)
      return answer.value
    },
    close: () => agent.destroy(),
  }
}

function post(agent: Agent, port: number, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) }
    const options = { host: '127.0.0.1', port, method: 'POST', agent, headers }
    const start = performance.now()
    const outgoing = request(options, (response) => {
      // After a long busy spell workerd's own clock is late, so it takes the connection for idle
      // and closes it under the next request. Seen after 5 s on 2026-11-23.
      if (performance.now() - start > 1000) outgoing.shouldKeepAlive = false
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 200) resolve(text)
        else reject(new Error(`The driver answered ${response.statusCode}: ${text.slice(0, 300)}`))
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
