import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** What comes in on the control descriptor: the guardian's message, then workerd's own. */
export interface ControlMessages {
  pid: Promise<number>
  port: Promise<number>
}

/** Neither promise settles if the process ends before it says so. */
export function readControlMessages(stream: Readable): ControlMessages {
  const pid = Promise.withResolvers<number>()
  const port = Promise.withResolvers<number>()
  stream.on('error', () => {
    // The process has gone; its end is reported elsewhere.
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
  // Not that of the control Worker.
  if (socket !== undefined && socket !== 'http') return undefined
  if (event === 'process' && typeof pid === 'number') return { event, pid }
  if (event === 'listen' && typeof port === 'number') return { event, port }
  return undefined
}
