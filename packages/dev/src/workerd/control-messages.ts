import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** The messages on the control descriptor: first the guardian's, then workerd's. */
export interface ControlMessages {
  pid: Promise<number>
  port: Promise<number>
}

/** A promise never settles if the process ends before it sends the message. */
export function readControlMessages(stream: Readable): ControlMessages {
  const pid = Promise.withResolvers<number>()
  const port = Promise.withResolvers<number>()
  stream.on('error', () => {
    // The process is gone. Its end is reported elsewhere.
  })
  createInterface({ input: stream }).on('line', (line) => {
    const message = parseControlMessage(line)
    if (message?.event === 'process') pid.resolve(message.pid)
    if (message?.event === 'listen') port.resolve(message.port)
  })
  return { pid: pid.promise, port: port.promise }
}

type ControlMessage = { event: 'process'; pid: number } | { event: 'listen'; port: number }

export function parseControlMessage(line: string): ControlMessage | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { event, pid, port, socket } = value as Record<string, unknown>
  // The control Worker's socket is reported as well.
  if (socket !== undefined && socket !== 'http') return undefined
  if (event === 'process' && typeof pid === 'number') return { event, pid }
  if (event === 'listen' && typeof port === 'number') return { event, port }
  return undefined
}
