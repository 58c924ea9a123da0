import { bufferedBodyBytes } from '../../limits.ts'

// `cloudwerk start` puts it there: the wait for a part of a body that ends when nothing comes.
const bodyPart = Symbol.for('cloudwerk.body-part')

type WaitForPart = <T>(arriving: Promise<T>) => Promise<T>

/** The same request with its body in memory when that is up to 1 MiB, otherwise still streaming. */
export async function readSmallBody(request: Request): Promise<Request> {
  if (!request.body || Number(request.headers.get('Content-Length') ?? 0) > bufferedBodyBytes)
    return request
  const reader = (request.body as ReadableStream<Uint8Array>).getReader()
  const waitFor = (globalThis as { [bodyPart]?: WaitForPart })[bodyPart]
  const chunks: Uint8Array[] = []
  let size = 0
  while (size <= bufferedBodyBytes) {
    const reading = reader.read()
    const { done, value } = await (waitFor ? waitFor(reading) : reading)
    if (done) return new Request(request, { body: await new Blob(chunks).arrayBuffer() })
    chunks.push(value)
    size += value.byteLength
  }
  return new Request(request, { body: continueReading(chunks, reader) })
}

function continueReading(
  chunks: Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const chunk = chunks.shift() ?? (await reader.read()).value
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
