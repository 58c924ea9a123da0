import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, serve, waitUntil } from './app.ts'

const files = {
  'app/objects/feed.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ left: 0 }),
  fetch(request) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    const write = (text: string) => writer.write(new TextEncoder().encode(text))
    void write('data: hello\\n\\n')
    // The runtime notices that a client has left when it sends something to it.
    const beat = setInterval(() => write(':\\n\\n').catch(() => clearInterval(beat)), 100)
    request.signal.addEventListener('abort', () => {
      clearInterval(beat)
      void this.transaction(() => {
        this.state.left += 1
        console.log('clients that left', this.state.left)
      })
    })
    return new Response(readable, { headers: { 'Content-Type': 'text/event-stream' } })
  },
})
`,
  'app/feed/route.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
export const GET = (request: Request) => durableObjects.Feed.getByName('one').fetch(request)
`,
}

/** Reads the first event, then disconnects. */
async function readAndLeave(url: string): Promise<string> {
  const controller = new AbortController()
  const response = await fetch(`${url}/feed`, { signal: controller.signal })
  const { value } = (await response.body?.getReader().read()) ?? {}
  controller.abort()
  return new TextDecoder().decode(value)
}

test.each(['dev', 'start'] as const)(
  'in %s an object learns that the client of its stream has left',
  async (command) => {
    const root = copyApp(files)
    if (command === 'start') expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
    const { url, output } = await serve(root, command)
    for (const count of [1, 2]) {
      expect(await readAndLeave(url)).toBe('data: hello\n\n')
      await waitUntil(() => output().includes(`clients that left ${count}`))
    }
  },
)

test.each([
  [['disable_request_signal'], ['disable_request_signal']],
  [['enable_request_signal'], ['enable_request_signal']],
  [['nodejs_compat'], ['enable_request_signal', 'nodejs_compat']],
])('flags of the configuration win: %s', async (given, built) => {
  const config = { name: 'app', compatibility_date: '2026-10-01', compatibility_flags: given }
  const root = copyApp({ 'wrangler.jsonc': JSON.stringify(config) })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const { compatibility_flags } = JSON.parse(
    readFileSync(join(root, 'dist/worker/wrangler.json'), 'utf8'),
  )
  expect([...compatibility_flags].sort()).toEqual(built)
})
