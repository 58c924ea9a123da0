import { Agent, request } from 'node:http'
import type { Answer, Command } from '../board/commands.ts'

export interface Client {
  /** Sends a command to the driver and returns its result. Rejects if the command failed. */
  send(port: number, command: Command): Promise<unknown>
  close(): void
}

/** Reuses connections and does as little as possible, since its time is part of the results. */
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
      // After a long busy period workerd's clock lags, so it considers the connection idle and closes
      // it during the next request. Observed after 5 s on 2026-11-23.
      if (performance.now() - start > 1000) outgoing.shouldKeepAlive = false
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 200) resolve(text)
        else
          reject(
            new Error(`The driver responded with ${response.statusCode}: ${text.slice(0, 300)}`),
          )
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
