import { defineDurableObject } from '@cloudwerk/durable-object'

/** Answers with the parts of the request that reached it. */
export const passing = defineDurableObject({
  init: () => ({ chunks: 0 }),
  async fetch(request) {
    const { pathname, search } = new URL(request.url)
    if (pathname === '/throws') throw new RangeError('fetch failed')
    if (pathname === '/nothing') return undefined as unknown as Response
    if (pathname === '/upper') {
      this.state.chunks += 1
      return new Response(request.body?.pipeThrough(upperCase()), { status: 206 })
    }
    if (pathname.startsWith('/status/')) {
      const status = Number(pathname.slice(8))
      return new Response(null, { status, headers: { Location: '/else', 'X-Own': 'kept' } })
    }
    const own = request.headers.get('X-Own')
    return Response.json({ method: request.method, url: request.url, search, own })
  },
  methods: {
    chunks() {
      return this.state.chunks
    },
  },
})

function upperCase(): TransformStream<Uint8Array, Uint8Array> {
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()]
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(encoder.encode(decoder.decode(chunk).toUpperCase()))
    },
  })
}
