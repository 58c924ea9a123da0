import type { ServerResponse } from 'node:http'

export interface HeldResponse {
  status: number
  body: string
  /** The value of the header by which it was recognised. */
  value: string
}

/**
 * Keeps back a response that has `header` and gives it to `onHeld`, which answers in its place. Any
 * other response passes unchanged.
 */
export function holdResponse(
  response: ServerResponse,
  header: string | undefined,
  onHeld: (held: HeldResponse) => void,
): void {
  if (header === undefined) return
  const { writeHead } = response
  response.writeHead = ((status: number, ...args: unknown[]) => {
    response.writeHead = writeHead
    const headers = args.at(-1)
    const isHeld = typeof headers === 'object' && headers !== null && Object.hasOwn(headers, header)
    if (isHeld) {
      const value = String((headers as Record<string, unknown>)[header])
      collect(response, (body) => onHeld({ status, body, value }))
    } else Reflect.apply(writeHead, response, [status, ...args])
    return response
  }) as ServerResponse['writeHead']
}

function collect(response: ServerResponse, onHeld: (body: string) => void): void {
  const { write, end } = response
  const chunks: Buffer[] = []
  response.write = ((chunk: Uint8Array) => {
    chunks.push(Buffer.from(chunk))
    return true
  }) as ServerResponse['write']
  response.end = (() => {
    Object.assign(response, { write, end })
    onHeld(Buffer.concat(chunks).toString())
    return response
  }) as ServerResponse['end']
}
