import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('guide/', import.meta.url)

/** The text of the guide's example with this number, as written. */
function example(number: string): string {
  const file = readdirSync(folder).find((name) => name.startsWith(number))
  if (!file) throw new Error(`the guide has no example ${number}`)
  return readFileSync(new URL(file, folder), 'utf8')
}

/** An example whose imports and interfaces are left out in the guide, with them added. */
function withTop(number: string, top: string): string {
  return `${top}\n${example(number)}`
}

/** Fills in what the guide leaves to its reader. Throws where the text to replace is missing. */
function fillIn(text: string, replacements: Record<string, string>): string {
  return Object.entries(replacements).reduce((filled, [from, to]) => {
    if (!filled.includes(from)) throw new Error(`the example no longer holds ${from}`)
    return filled.replaceAll(from, to)
  }, text)
}

/** Statements as the body of a function, with their imports before it. */
function inFunction(number: string, { before, after }: { before: string; after: string }): string {
  const imports: string[] = []
  const body = example(number).replace(/^import [\s\S]*?from '.*'$/gm, (statement) => {
    imports.push(statement)
    return ''
  })
  return `${imports.join('\n')}\n${before}\n${body}\n${after}`
}

const define = `import { defineDurableObject } from '@cloudwerk/durable-object'`
const context = `import { json, type RouteContext } from '@cloudwerk/core'`
const objects = `import { durableObjects as objects } from '@cloudwerk/core/bindings'`

/** One method, `tryIt`, with the statements of an example in it. */
function inMethod(
  number: string,
  options: { result: string; declared?: string; also?: string },
): string {
  const { result, declared = '', also = '' } = options
  return inFunction(number, {
    before: `${define}\nexport default defineDurableObject({\n  methods: {\n    async tryIt() {\n${declared}`,
    after: `return ${result}\n    },\n  },\n${also}\n})`,
  })
}

const callRoute = `${context}
${objects}
export async function POST(request: Request, { params }: RouteContext) {
  const stub = (objects as Record<string, any>)[params.object!].getByName(params.name!)
  try {
    const result = await stub[params.method!]!(...((await request.json()) as unknown[]))
    return json({ result: result ?? null })
  } catch (error) {
    const { name, message, methodName } = error as Error & { methodName?: string }
    return json({ failed: { name, message, methodName } })
  }
}
`

const connectRoute = `${context}
${objects}
export function GET(request: Request, { params }: RouteContext) {
  return (objects as Record<string, any>)[params.object!].getByName(params.name!).fetch(request)
}
`

const ordersRoute = `${context}
export async function POST(_request: Request, { env }: RouteContext) {
  await env.DB.exec('CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY)')
  return json({ created: true })
}
export async function GET(_request: Request, { env }: RouteContext) {
  return json(await env.DB.prepare('SELECT COUNT(*) AS orders FROM orders').first())
}
`

const cartState = `${define}
interface CartState {
  items: { productId: string; quantity: number }[]
}`

/** The first state of the cart, which the guide leaves out. */
const cartInit = {
  'defineDurableObject<CartState>({':
    'defineDurableObject<CartState>({\n  init: () => ({ items: [] }),',
}

/** The guide's examples as an app, with routes that call them. */
export function guideApp(): Record<string, string> {
  return {
    'app/objects/counter.ts': example('01'),
    'app/api/counter/[id]/route.ts': typed(example('02'), 'id'),
    'app/objects/basic-counter.ts': example('03'),
    // The guide is written for Zod 3.
    'app/objects/schema-session.ts': fillIn(example('04'), { "from 'zod'": "from 'zod/v3'" }),
    'app/objects/bare-cart.ts': withTop('05', cartState),
    'app/objects/cart.ts': fillIn(withTop('05', cartState), {
      ...cartInit,
      'INSERT INTO orders...': 'INSERT INTO orders DEFAULT VALUES',
    }),
    'app/api/orders/route.ts': ordersRoute,
    'app/api/cart/[userId]/route.ts': typed(
      withTop('06', `import { json } from '@cloudwerk/core'`),
      'userId',
    ),
    'app/objects/user-preferences.ts': withTop('07', `${define}\ninterface UserState {}`),
    'app/objects/storage-api.ts': inMethod('08', {
      declared: `type MyType = { of: string }
const value1 = 1
const value2 = [2]
await this.ctx.storage.put({ key: { of: 'mine' }, key1: 0, 'user:ann': 1, other: 2 })
`,
      result: '{ value, map: [...map], entries: [...entries] }',
    }),
    'app/objects/bank.ts': transferObject(),
    'app/objects/analytics.ts': withTop(
      '10',
      `${define}\ninterface AnalyticsState { initialized: boolean }`,
    ),
    'app/objects/chat-room.ts': example('11'),
    'app/objects/socket-api.ts': socketObject(),
    'app/objects/session.ts': sessionObject(),
    'app/objects/quick-session.ts': fillIn(sessionObject(), { '30 * 60 * 1000': '500' }),
    'app/objects/alarm-api.ts': inMethod('14', {
      result: 'alarmTime',
      also: 'async alarm() {},',
    }),
    'app/objects/fetch-counter.ts': withTop(
      '15',
      `${define}\ninterface CounterState { value: number }`,
    ),
    'app/api/via-fetch/route.ts': routeOf('16', {
      declared: 'const durableObjects = { Counter: objects.FetchCounter! }',
      result: 'data',
    }),
    'app/api/ids/as-written/route.ts': routeOf('17', { result: 'stub.id.name' }),
    'app/api/ids/route.ts': fillIn(routeOf('17', { result: 'stub.id.name' }), {
      "'some-id-string'": 'durableObjects.Counter.newUniqueId().toString()',
    }),
    'app/api/id-properties/route.ts': routeOf('18', {
      declared:
        "const durableObjects = objects as any\nconst otherId = objects.Counter!.idFromName('my-counter')",
      result: '[id.toString(), id.name, id.equals(otherId)]',
    }),
    'app/objects/rate-limiter.ts': withTop('19', define),
    'app/objects/document.ts': documentObject(),
    'app/api/errors/route.ts': routeOf('21', {
      declared:
        "const durableObjects = { Counter: objects.BrokenCounter! }\nconst id = durableObjects.Counter.idFromName('broken')",
      result: "'answered'",
    }),
    'app/objects/broken-counter.ts': `${define}
export default defineDurableObject({
  methods: {
    async increment(_amount: number) { throw new Error('The counter is full') },
  },
})`,
    'app/call/[object]/[name]/[method]/route.ts': callRoute,
    'app/connect/[object]/[name]/route.ts': connectRoute,
    'wrangler.jsonc': JSON.stringify({
      d1_databases: [{ binding: 'DB', database_name: 'shop', database_id: 'shop' }],
    }),
  }
}

/** Routes on the page do not type their second argument, which strict TypeScript requires. */
function typed(route: string, param: string): string {
  const text = fillIn(route, { '{ params })': `{ params }: RouteContext<{ ${param}: string }>)` })
  return `import type { RouteContext } from '@cloudwerk/core'\n${text}`
}

function routeOf(number: string, options: { declared?: string; result: string }): string {
  const { declared = '', result } = options
  return inFunction(number, {
    before: `${context}\n${objects}\nvoid objects\nexport async function POST(_request: Request, _context: RouteContext) {\n${declared}`,
    after: `return json({ result: ${result} })\n}`,
  })
}

function transferObject(): string {
  const methods = example('09')
    .split('\n')
    .filter((line) => !line.includes('/*@wrapper'))
    .join('\n')
  const access = `async deposit(key: string, amount: number) { await this.ctx.storage.put(key, amount) },
  async balance(key: string) { return this.ctx.storage.get<number>(key) },`
  return `${define}
export default defineDurableObject({
${fillIn(methods, { 'methods: {': `methods: {\n${access}` })}
})`
}

function sessionObject(): string {
  return withTop(
    '13',
    `${define}
interface SessionState {
  data: Record<string, unknown>
  lastActivity: number
}`,
  )
}

function socketObject(): string {
  return inFunction('12', {
    before: `${define}
export default defineDurableObject({
  async fetch() {
    const { 0: client, 1: ws } = new WebSocketPair()`,
    after: `ws.send(JSON.stringify({ all: all.length, admins: admins.length, tags }))
    return new Response(null, { status: 101, webSocket: client })
  },
})`,
  })
}

/** `applyEdit` belongs to the application. */
function documentObject(): string {
  const helper = `helpers: {
    applyEdit(operations: { insert: string }[], author: string) {
      for (const { insert } of operations) this.state.content += insert
      this.state.version += 1
      this.ctx.sql.run('INSERT INTO history VALUES (?, ?, ?, ?)', [
        this.state.version, this.state.content, author, Date.now(),
      ])
    },
  },
`
  return fillIn(withTop('20', define), { '  methods: {': `  ${helper}\n  methods: {` })
}
