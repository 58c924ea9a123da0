import { describe, expect, it } from 'vitest'
import type { RouteContext } from '../route.ts'
import { handleRoute } from './handle-route.ts'

// Handlers of these tests do not use it.
const context = {} as RouteContext

function ask(method: string, module: Record<string, unknown>): Promise<Response> {
  const route = { file: 'app/api/x/route.ts', patterns: ['/api/x'], module }
  return handleRoute(route, new Request('http://localhost/api/x', { method }), context)
}

const get = () => new Response('body', { status: 203, headers: { 'X-A': '1' } })

describe('a route', () => {
  it('is answered by the handler of the method', async () => {
    const response = await ask('POST', { GET: get, POST: async () => new Response('posted') })
    expect(await response.text()).toBe('posted')
  })

  it('answers HEAD as its GET does, without the body', async () => {
    const response = await ask('HEAD', { GET: get })
    expect(response.status).toBe(203)
    expect(response.headers.get('X-A')).toBe('1')
    expect(response.body).toBeNull()
  })

  it.each([
    [{ GET: get }, 'GET, HEAD, OPTIONS'],
    [{ DELETE: get, PUT: get }, 'PUT, DELETE, OPTIONS'],
    [{}, 'OPTIONS'],
  ])('with %o answers OPTIONS and other methods with Allow: %s', async (module, allow) => {
    const options = await ask('OPTIONS', module)
    expect([options.status, options.headers.get('Allow')]).toEqual([204, allow])
    const other = await ask('PATCH', module)
    expect([other.status, other.headers.get('Allow')]).toEqual([405, allow])
    expect(await other.json()).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } })
  })

  it('does not take other exports for handlers', async () => {
    const module = { GET: 'text', default: get, helper: get }
    expect((await ask('GET', module)).status).toBe(405)
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [[1], 'an array'],
    [{ a: 1 }, 'a value of type object'],
    ['text', 'a value of type string'],
  ])('that returns %o fails, with its file', async (result, what) => {
    await expect(ask('GET', { GET: () => result })).rejects.toThrow(
      `GET of app/api/x/route.ts returned ${what}, not a Response.`,
    )
  })
})
