/**
 * Calls the routes of an app, holds the time and controls objects in tests that run in workerd under vitest.
 *
 * @packageDocumentation
 */
import { exports } from 'cloudflare:workers'

export {
  type TestObject,
  type TestTime,
  testObject,
  testTime,
} from '@cloudwerk/durable-object/testing'
export { AppWebSocket } from './app-web-socket.ts'

/**
 * Calls a route of the app under test, as a client would: `await fetchApp('/api/counter/alice')`. `path`
 * can have a query; the host is `localhost`. `init` is that of `fetch`.
 */
export function fetchApp(path: string, init?: RequestInit): Promise<Response> {
  // The Worker's entry point, whose type is known only in an app with generated types.
  const { default: app } = exports as unknown as { default: Fetcher }
  return app.fetch(new URL(path, 'http://localhost').href, init)
}
