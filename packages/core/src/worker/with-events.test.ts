import { expect, test } from 'vitest'
import { withEvents } from './with-events.ts'

test('each event reaches its handler in app/worker.ts, and requests reach the routes', async () => {
  const seen: unknown[] = []
  const events = {
    place: 'of the app',
    fetch: () => new Response('never'),
    tail(items: unknown[]) {
      seen.push('tail', ...items, this.place)
    },
    email(message: unknown) {
      seen.push('email', message, this.place)
    },
  }
  const worker = withEvents({ fetch: async () => new Response('a route') }, events)
  const { tail, email } = worker as typeof worker & typeof events
  // As the platform calls them.
  tail.call(worker as never, ['a line'])
  email.call(worker as never, 'a mail')
  expect(seen).toEqual(['tail', 'a line', 'of the app', 'email', 'a mail', 'of the app'])
  expect('queue' in worker).toBe(false)
  const answer = await worker.fetch(new Request('http://app/'), {}, {} as never)
  expect(await answer.text()).toBe('a route')
})
