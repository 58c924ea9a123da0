import { HttpError, live, type Middleware } from '@cloudwerk/core'
import { answerMissing, catchHttpErrors, catchWith, handleThrough } from '@cloudwerk/core/worker'
import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { Page, through } from './page.ts'

const enter = () => ({ object: objectOf('LiveRoom', 'refusals') })
const refuse = (status: number) => () => {
  throw new HttpError(status, 'No.')
}

/** Asks for a page of a route that has this middleware around it, in an app whose `error.ts` answers 303. */
function ask(middleware: Middleware, headers: HeadersInit): Promise<Response> {
  const around = { file: 'app/middleware.ts', module: { default: middleware } }
  const route = {
    file: 'app/live/route.ts',
    patterns: ['/live'],
    module: { GET: live(enter) },
    middleware: [around],
  }
  const error = { file: 'app/error.ts', module: { default: () => Response.redirect('http://x/') } }
  const handle = catchHttpErrors(catchWith(error, handleThrough(answerMissing)))
  return handle(route, new Request('http://app.example/live', { headers }), {} as never)
}

const asPage = { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'cloudwerk.live.1' }

async function closeCode(middleware: Middleware): Promise<number | undefined> {
  const { webSocket } = await ask(middleware, asPage)
  return webSocket ? (await new Page(webSocket).closed).code : undefined
}

test('an HttpError refuses a page as a Response with its status does', async () => {
  expect(await (await through(refuse(401))).closed).toMatchObject({ code: 4401 })
  expect(await (await through(refuse(404))).closed).toMatchObject({ code: 4003 })
  expect(await (await through(refuse(503))).closed).toMatchObject({ code: 1013 })
  await expect(live(refuse(401))(new Request('http://app.example/'), {} as never)).rejects.toThrow()
})

test('a page learns that middleware around its route refuses it', async () => {
  expect(await closeCode(refuse(401))).toBe(4401)
  expect(await closeCode(async () => new Response(null, { status: 401 }))).toBe(4401)
  expect(await closeCode(async () => Response.redirect('http://app.example/sign-in', 303))).toBe(
    4401,
  )
  expect(await closeCode(refuse(403))).toBe(4003)
  expect(await closeCode(async () => new Response(null, { status: 429 }))).toBe(1013)
})

test('middleware lets pages in, and answers what is no page as anywhere', async () => {
  const page = new Page(
    (await ask((_request, _context, next) => next(), asPage)).webSocket as WebSocket,
  )
  page.hello()
  await expect.poll(() => page.of('view')).toHaveLength(1)
  expect(await ask(async () => new Response(null, { status: 401 }), {})).toMatchObject({
    status: 401,
  })
  // Sockets of another protocol too.
  const other = { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'chat' }
  expect(await ask(async () => new Response(null, { status: 401 }), other)).toMatchObject({
    status: 401,
  })
  // What fails stays a failure.
  await expect(
    ask(() => {
      throw new Error('a secret')
    }, asPage),
  ).resolves.toMatchObject({ status: 302 })
})
