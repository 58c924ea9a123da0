import { defineDurableObject } from '@cloudwerk/durable-object'

export const bodies = defineDurableObject({
  init: () => ({ log: [] as string[] }),
  async fetch(request) {
    const { pathname } = new URL(request.url)
    this.state.log.push(pathname)
    if (pathname === '/echo') return new Response(request.body, { headers: request.headers })
    if (pathname === '/json') return Response.json(await request.json())
    if (pathname === '/size') {
      const bytes = await request.arrayBuffer()
      const length = request.headers.get('Content-Length')
      return Response.json({ size: bytes.byteLength, length, method: request.method })
    }
    if (pathname === '/stream') return new Response(countTo(3), { status: 201 })
    return Response.json(this.state)
  },
  methods: {
    log() {
      return this.state.log
    },
    response() {
      return new Response('from a method', { status: 202, headers: { 'X-Own': 'kept' } })
    },
    stream() {
      return countTo(2)
    },
    takeStream: async (stream: ReadableStream) => new Response(stream).text(),
  },
})

function countTo(last: number): ReadableStream<Uint8Array> {
  let n = 0
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      n += 1
      controller.enqueue(new TextEncoder().encode(`${n};`))
      if (n === last) controller.close()
    },
  })
}
