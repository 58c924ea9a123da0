import { expect, test } from 'vitest'
import type { AppWorker } from './create-worker.ts'
import { besideFramework } from './framework.ts'
import { withEvents } from './with-events.ts'

const ctx = { waitUntil() {} } as unknown as ExecutionContext

test('requests without a route and events without a handler are those of the framework', async () => {
  const built = {
    name: 'built',
    fetch(request: Request, env: Record<string, unknown>, given: ExecutionContext) {
      return Promise.resolve(Response.json([this.name, request.url, env, given === ctx]))
    },
    scheduled() {
      return `${this.name} scheduled`
    },
    email() {
      return `${this.name} email`
    },
  }
  const framework = besideFramework(built as unknown as AppWorker)
  const events = { name: 'own', scheduled: () => 'own scheduled' }
  const own: AppWorker = {
    fetch: async (request) =>
      request.url.endsWith('/a') ? new Response('a') : framework.onMissing(request),
  }
  const worker = framework.around(withEvents(own, events)) as unknown as typeof built
  const [first, second] = await Promise.all(
    ['a', 'b'].map((path) => worker.fetch(new Request(`http://x/${path}`), { path }, ctx)),
  )
  expect(await first?.text()).toBe('a')
  expect(await second?.json()).toEqual(['built', 'http://x/b', { path: 'b' }, true])
  expect([worker.scheduled(), worker.email()]).toEqual(['own scheduled', 'built email'])
})
