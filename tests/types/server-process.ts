import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

export interface ServerProcess {
  write(text: string): void
  listen(listener: (message: Message) => void): void
  /** The next message for which `pick` returns a value. */
  next<T>(pick: (message: Message) => T | undefined): Promise<T>
}

// biome-ignore lint/suspicious/noExplicitAny: messages of two protocols, which the callers know
export type Message = Record<string, any>

/** Starts a language server for the current test. Messages are JSON with `Content-Length` headers. */
export function spawnServer(script: string, args: string[]): ServerProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'ignore'] })
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill()
    await closed
  })
  const listeners = new Set<(message: Message) => void>()
  let rest: Buffer = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    const taken = takeMessages(Buffer.concat([rest, chunk]))
    rest = taken.rest
    for (const message of taken.messages) for (const listener of [...listeners]) listener(message)
  })
  return {
    write: (text) => child.stdin.write(text),
    listen: (listener) => listeners.add(listener),
    next: (pick) =>
      new Promise((resolve) => {
        listeners.add(function listener(message) {
          const picked = pick(message)
          if (picked === undefined) return
          listeners.delete(listener)
          resolve(picked)
        })
      }),
  }
}

function takeMessages(buffer: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = []
  let rest = buffer
  for (;;) {
    const [head, length] =
      /Content-Length: (\d+)\r\n(?:.+\r\n)*\r\n/.exec(rest.toString('latin1')) ?? []
    if (!head) return { messages, rest }
    const start = rest.indexOf(head, 0, 'latin1') + head.length
    const end = start + Number(length)
    if (rest.length < end) return { messages, rest }
    messages.push(JSON.parse(rest.toString('utf8', start, end)))
    rest = rest.subarray(end)
  }
}
