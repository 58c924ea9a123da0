/**
 * Asks the routes of an app in tests that run on workerd under vitest.
 *
 * @packageDocumentation
 */
import { exports } from 'cloudflare:workers'

/**
 * Asks a route of the app under test, as a client would: `await fetchApp('/api/counter/alice')`.
 * `path` may have a query; its host is `localhost`. `init` is that of `fetch`.
 */
export function fetchApp(path: string, init?: RequestInit): Promise<Response> {
  // The Worker's own entry, which the types know only in an app that has generated them.
  const { default: app } = exports as unknown as { default: Fetcher }
  return app.fetch(new URL(path, 'http://localhost').href, init)
}
