import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeApp, removeApp, type Server, startServer, waitUntil } from './app.ts'
import { isRunning } from './processes.ts'

const files = {
  'app/objects/wallet.ts': `import { defineDurableObject, UserError } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ cents: 0n, seen: new Map<string, Date>() }),
  fetch: async (request) => new Response(await request.text() + request.method + new URL(request.url).pathname, {
    status: 201, headers: { 'X-Own': 'yes' },
  }),
  methods: {
    async pay(cents: bigint, from: string) {
      if (cents < 0n) throw Object.assign(new RangeError('negative'), { code: 'NEGATIVE', cents })
      this.state.cents += cents
      this.state.seen.set(from, new Date(0))
      return { cents: this.state.cents, seen: this.state.seen }
    },
    async ownId() { return this.id },
    async stream() { return new Response('no') },
  },
})`,
  // As the server of another framework, which loads the app's code in Node.
  'server.mjs': `import { createServer } from 'node:http'
import { DurableObjectRPCError } from '@cloudwerk/durable-object'
import { durableObjects } from '@cloudwerk/core/bindings'
const { Wallet } = durableObjects
const told = async (call) => { try { return await call() } catch (error) { return {
  name: error.name, message: error.message, code: error.code, isOurs: error instanceof DurableObjectRPCError,
  cents: String(error.cents), place: error.stack.includes('server.mjs'), inside: error.remoteStack?.includes('wallet.ts'),
} } }
const paths = {
  async pay() {
    const paid = await Wallet.getByName('änn').pay(5n, 'bob')
    return [typeof paid.cents, Number(paid.cents), paid.seen.get('bob').getTime()]
  },
  async once() {
    const stub = Wallet.getByName('once')
    const both = [await stub.pay.once('k', 1n, 'a'), await stub.pay.once('k', 1n, 'a')]
    return both.map(({ cents }) => Number(cents))
  },
  async ids() {
    const [stub, fresh] = [Wallet.getByName('änn'), Wallet.newUniqueId()]
    return [await stub.ownId() === stub.id.toString(), await Wallet.get(fresh).ownId() === fresh.toString()]
  },
  fails: () => told(() => Wallet.getByName('ann').pay(-1n, 'bob')),
  nobody: () => told(() => durableObjects.Walet.getByName('ann').pay()),
  stream: () => told(() => Wallet.getByName('ann').stream()),
  callback: () => told(() => Wallet.getByName('ann').pay(() => 1)),
  socket: () => told(() => Wallet.getByName('ann').fetch('http://o/', { headers: { Upgrade: 'websocket' } })),
  async fetch() {
    const response = await Wallet.getByName('ann').fetch('http://object/a', { method: 'PUT', body: 'text ' })
    return [response.status, response.headers.get('X-Own'), await response.text()]
  },
}
const first = await Wallet.getByName('first').ownId()
createServer(async ({ url }, response) => {
  if (url === '/exit') process.exit(7)
  response.end(JSON.stringify(await paths[url.slice(1)]()))
}).listen(Number(process.env.PORT ?? 0), '127.0.0.1', function () {
  console.log('first', first.length, process.env.CLOUDWERK_URL, process.env.MINIFLARE_WORKERD_PATH)
  console.log('pid', process.pid)
  console.error('at', 'http://127.0.0.1:' + this.address().port)
})`,
}

let root: string
let server: Server
let other: string
let otherPid: number

/** Starts dev with the other server; resolves when that has printed where it is. */
async function start(
  command = 'node server.mjs',
): Promise<{ server: Server; url: string; pid: number }> {
  const started = await startServer(root, 'dev', { args: ['--with', command] })
  const find = (pattern: RegExp): string => pattern.exec(started.output())?.[1] ?? ''
  await waitUntil(() => find(/\[\w+\] at (\S+)/) !== '' && find(/\[\w+\] pid (\d+)/) !== '')
  return { server: started, url: find(/\[\w+\] at (\S+)/), pid: Number(find(/\[\w+\] pid (\d+)/)) }
}

beforeAll(async () => {
  root = makeApp(files)
  const started = await start()
  server = started.server
  other = started.url
  otherPid = started.pid
})
afterAll(async () => {
  // Both end in order.
  await server?.stop('SIGTERM')
  removeApp(root)
  expect(await server?.ended).toBe(0)
  expect(isRunning(otherPid)).toBe(false)
})

const ask = async (path: string): Promise<unknown> => (await fetch(`${other}/${path}`)).json()

test('a server in Node calls the objects, with all that is plain data, and marks its lines', async () => {
  expect(server.output()).toMatch(/^\[server\] first 64 http:\/\/127\.0\.0\.1:\d+ undefined$/m)
  expect(await ask('pay')).toEqual(['bigint', 5, 0])
  expect(await ask('once')).toEqual([1, 1])
  expect(await ask('ids')).toEqual([true, true])
  expect(await ask('fetch')).toEqual([201, 'yes', 'text PUT/a'])
})

test('errors of objects arrive there with their class, their fields and both stacks', async () => {
  expect(await ask('fails')).toMatchObject({
    ...{
      name: 'DurableObjectRPCError',
      message: 'negative',
      code: 'NEGATIVE',
      isOurs: true,
      cents: '-1',
    },
    ...{ place: true, inside: true },
  })
  expect(await ask('nobody')).toMatchObject({
    name: 'DurableObjectNotFoundError',
    message: expect.stringContaining("Did you mean 'Wallet'?"),
  })
})

test('what cannot be sent to Node is refused, with the reason', async () => {
  const refused = { isOurs: false, message: expect.stringContaining('plain data') }
  expect(await ask('stream')).toMatchObject(refused)
  expect(await ask('callback')).toMatchObject(refused)
  expect(await ask('socket')).toMatchObject({ message: expect.stringContaining('WebSocket') })
})

test('when the other command ends, dev ends with its exit code', async () => {
  const run = await start()
  await fetch(`${run.url}/exit`).catch(() => undefined)
  expect(await run.server.ended).toBe(7)
  expect(run.server.output()).toContain('node server.mjs has ended with exit code 7')
})
