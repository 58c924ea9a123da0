import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cloudwerk, copyApp, type Server, serve, waitUntil, writeFiles } from './app.ts'

const files: Record<string, string | null> = {
  'app/route.ts': null,
  'app/middleware.ts': `import type { Middleware } from '@cloudwerk/core'
const outer: Middleware<{ path: string[] }> = async (request, context, next) => {
  context.set('path', ['outer'])
  const response = await next()
  response.headers.set('X-Outer', context.get('path').join(' '))
  return response
}
export default outer
`,
  'app/team/middleware.ts': `import { HttpError, type Middleware } from '@cloudwerk/core'
const signedIn: Middleware<{ user: string; path: string[] }> = (request, context, next) => {
  const user = request.headers.get('X-User')
  if (user === null) throw new HttpError(401, 'Sign in <first>.', { code: 'NOT_SIGNED_IN' })
  context.set('user', user)
  context.get('path').push('team')
  return next()
}
export default signedIn
`,
  'app/team/[id]/route.ts': `import { HttpError, json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function GET(request: Request, { params, get }: RouteContext<'/team/[id]'>) {
  const id: string = params.id
  const user: string = get('user')
  return json({ id, user })
}
export async function POST(request: Request, { params }: RouteContext<'/team/[id]'>) {
  return json(await durableObjects.Team.getByName(params.id).join(await request.text()))
}
export const PUT = (request: Request, { params }: RouteContext<'/team/[id]'>) =>
  durableObjects.Team.getByName(params.id).fetch(request)
export function DELETE(): Response {
  throw new HttpError(503, 'Later.', { headers: { 'Retry-After': '7' } })
}
export function PATCH(): Response {
  throw new Error('a secret')
}
`,
  'app/(plain)/middleware.ts': `export default async (request, context, next) => {
  const response = await next(new Request(request, { headers: { 'X-Seen': 'yes' } }))
  return new Response('[' + (await response.text()) + ']', response)
}
`,
  'app/(plain)/plain/route.ts': `export const GET = (request: Request) =>
  new Response(String(request.headers.get('X-Seen')))
`,
  'app/twice/middleware.ts': `export default async (request, context, next) => (await next(), next())
`,
  'app/twice/route.ts': `export const GET = () => new Response('ok')\n`,
  'app/nothing/middleware.ts': `export default async (request, context, next) => { await next() }
`,
  'app/nothing/route.ts': `export const GET = () => new Response('ok')\n`,
  'app/objects/team.ts': `import { HttpError } from '@cloudwerk/core'
import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ members: [] as string[] }),
  methods: {
    async join(name: string) {
      if (this.state.members.includes(name)) throw new HttpError(409, name + ' is there already.')
      this.state.members.push(name)
      return this.state.members
    },
  },
  async fetch() {
    return new Response('of the object')
  },
})
`,
}

const notFound = `export default (request, context) =>
  new Response('nothing at ' + new URL(request.url).pathname, { status: 404 })
`

async function ask(url: string, init: RequestInit = {}): Promise<[number, unknown, string | null]> {
  const response = await fetch(url, init)
  const text = await response.text()
  const isJson = response.headers.get('Content-Type')?.includes('json')
  return [response.status, isJson ? JSON.parse(text) : text, response.headers.get('X-Outer')]
}

const user = { headers: { 'X-User': 'ann' } }

async function assertAnswers({ url, output }: Server): Promise<void> {
  expect(await ask(`${url}/team/7`, user)).toEqual([200, { id: '7', user: 'ann' }, 'outer team'])
  const refused = { code: 'NOT_SIGNED_IN', message: 'Sign in <first>.' }
  // The outer middleware sees what the inner one throws as a rejection.
  expect(await ask(`${url}/team/7`)).toEqual([401, { error: refused }, null])
  // Also for addresses that have no route.
  expect((await ask(`${url}/team/7/none`))[0]).toBe(401)
  expect((await ask(`${url}/team/7/none`, user)).slice(0, 1)).toEqual([404])

  const page = await fetch(`${url}/team/7`, { headers: { Accept: 'text/html,*/*' } })
  expect([page.status, page.headers.get('Content-Type')]).toEqual([401, 'text/html; charset=utf-8'])
  expect(page.headers.get('Vary')).toBe('Accept')
  expect(await page.text()).toContain('Sign in &#60;first&#62;.')

  const post = { ...user, method: 'POST', body: 'ann' }
  const room = `${url}/team/of-${output().length}`
  expect(await ask(room, post)).toEqual([200, ['ann'], 'outer team'])
  const taken = { code: 'CONFLICT', message: 'ann is there already.' }
  expect(await ask(room, post)).toEqual([409, { error: taken }, null])

  // Headers of an object's answer can be changed.
  expect(await ask(room, { ...user, method: 'PUT' })).toEqual([200, 'of the object', 'outer team'])
  const later = await fetch(room, { ...user, method: 'DELETE' })
  expect([later.status, later.headers.get('Retry-After')]).toEqual([503, '7'])

  expect(await ask(`${url}/plain`)).toEqual([200, '[yes]', 'outer'])
  expect((await ask(`${url}/twice`))[0]).toBe(500)
  expect((await ask(`${url}/nothing`))[0]).toBe(500)
  await waitUntil(() => /app\/twice\/middleware\.ts called next\(\) twice/.test(output()))
  await waitUntil(() =>
    /app\/nothing\/middleware\.ts returned undefined, not a Response/.test(output()),
  )
}

test('middleware runs around the routes of its folder, in dev and in a build', async () => {
  const root = copyApp(files)
  const dev = await serve(root, 'dev')
  expect(dev.output()).toContain('middleware')
  await assertAnswers(dev)
  expect((await ask(`${dev.url}/none`, { headers: { Accept: '*/*' } }))[0]).toBe(404)

  writeFiles(root, {
    'app/not-found.ts': notFound,
    'app/error.ts': `export default (error, request, { env }) => {
  if (error.message === 'a secret') return new Response('sorry', { status: 500 })
}
`,
  })
  // The server restarts, and is away for a moment.
  const eventually = (path: string, init: RequestInit, expected: unknown[]) =>
    waitUntil(async () => {
      const answer = await ask(dev.url + path, init).catch(() => undefined)
      return JSON.stringify(answer) === JSON.stringify(expected)
    })
  await eventually('/none', {}, [404, 'nothing at /none', 'outer'])
  await eventually('/team/1', { ...user, method: 'PATCH' }, [500, 'sorry', null])
  await dev.stop()

  expect(await cloudwerk(root, 'types', '--check')).toMatchObject({ code: 0 })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const start = await serve(root, 'start')
  await assertAnswers(start)
  expect(await ask(`${start.url}/none`)).toEqual([404, 'nothing at /none', 'outer'])
  expect(await ask(`${start.url}/`)).toEqual([404, 'nothing at /', 'outer'])
  expect(await ask(`${start.url}/team/1`, { ...user, method: 'PATCH' })).toEqual([
    500,
    'sorry',
    null,
  ])
  await waitUntil(() => start.output().includes('Error: a secret'))
})

test('an app without any of it has none of its code', async () => {
  const root = copyApp()
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const parts = ['called next() twice', 'HttpError', 'font:1rem/1.5']
  const found = () => parts.filter((part) => codeOf(root).includes(part))
  expect(found()).toEqual([])
  writeFiles(root, { 'app/middleware.ts': 'export default (request, context, next) => next()' })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(found()).toEqual(['called next() twice'])
})

function codeOf(root: string): string {
  const folder = join(root, 'dist/worker')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

describe('a file that cannot run stops the build, with its line', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a middleware without a default export',
      { 'app/middleware.ts': 'export const onRequest = () => {}' },
      /app\/middleware\.ts:1:1[\s\S]*no default export/,
    ],
    [
      'a middleware that is not a function',
      { 'app/api/middleware.ts': '\nexport default { handler() {} }' },
      /app\/api\/middleware\.ts:2:1[\s\S]*a plain object, not a function/,
    ],
    [
      'a name that another framework uses',
      { 'app/_middleware.ts': 'export default () => {}' },
      /app\/_middleware\.ts[\s\S]*named middleware\.ts/,
    ],
    [
      'a not-found.ts below app',
      { 'app/api/not-found.ts': 'export default () => {}' },
      /app\/api\/not-found\.ts[\s\S]*Move it to app\/not-found\.ts/,
    ],
    [
      'a context of another route',
      {
        'app/a/[id]/route.ts': `import type { RouteContext } from '@cloudwerk/core'
export const GET = (_: Request, { params }: RouteContext<'/b/[id]'>) => new Response(params.id)`,
      },
      /app\/a\/\[id\]\/route\.ts:2:59[\s\S]*is \/a\/\[id\], but its context is that of \/b\/\[id\]/,
    ],
  ])('%s', async (_what, more, message) => {
    const { code, output } = await cloudwerk(copyApp(more), 'build')
    expect(output).toMatch(message)
    expect(output).not.toMatch(/\n\s+at /)
    expect(code).toBe(1)
  })
})
