import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloudwerk, makeApp, removeApp, type Server, startServer, waitUntil } from './app.ts'

const app = {
  'app/objects/outbox.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ sent: [] as string[], isBroken: true }),
  methods: {
    async send(to: string, delay: number) {
      this.jobs.mail({ to, day: new Map([['a', new Date(0)]]) }, { key: to, delay })
    },
    async repair() { this.state.isBroken = false },
    async sent() { return this.state.sent },
    async getId() { return this.id },
  },
  jobs: {
    mail: {
      attempts: 1,
      async run({ to }: { to: string; day: Map<string, Date> }) {
        if (this.state.isBroken) throw new Error('The mail server\\n is away')
        this.state.sent.push(to)
      },
    },
  },
})
`,
  'app/outbox/[name]/[method]/route.ts': `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function POST(request: Request, { params }: { params: { name: string; method: string } }) {
  const args = await request.json() as unknown[]
  const outbox = durableObjects.Outbox.getByName(params.name) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  return json(await outbox[params.method](...args) ?? null)
}
`,
}

let root: string

beforeAll(async () => {
  root = makeApp(app)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
})
afterAll(() => removeApp(root))

const jobs = (...args: string[]) => cloudwerk(root, 'objects', 'jobs', ...args)

async function listed(...args: string[]) {
  const { code, stdout, output } = await jobs('Outbox', ...args, '--json')
  expect(code, output).toBe(0)
  return JSON.parse(stdout)
}

const isDead = ({ status }: { status: string }) => status === 'dead'

describe.each(['start', 'dev'] as const)('with cloudwerk %s', (mode) => {
  let server: Server

  beforeAll(async () => {
    server = await startServer(root, mode)
  })
  afterAll(() => server.stop())

  async function call(name: string, method: string, ...args: unknown[]): Promise<unknown> {
    const init = { method: 'POST', body: JSON.stringify(args) }
    return (await fetch(`${server.url}/outbox/${name}-${mode}/${method}`, init)).json()
  }

  test('jobs are listed, tried again and cancelled', async () => {
    const name = `ann-${mode}`
    await call('ann', 'send', 'bob', 0)
    await call('ann', 'send', 'eve', 86_400_000)
    await waitUntil(async () => (await listed(name)).some(isDead))
    const [dead, waiting] = await listed(name, 'list')
    expect(dead).toMatchObject({
      ...{ name: 'mail', key: 'bob', status: 'dead', failures: 1 },
      ...{ payload: { to: 'bob', day: [['a', '1970-01-01T00:00:00.000Z']] } },
      error: 'The mail server\n is away',
    })
    expect(waiting).toMatchObject({ key: 'eve', status: 'waiting', failures: 0 })
    expect(Date.parse(waiting.at)).toBeGreaterThan(Date.now() + 80_000_000)

    const table = await jobs('Outbox', name)
    expect(table.output).toMatch(/^mail +dead .* bob .* \{"to":"bob".* The mail server is away$/m)

    await call('ann', 'repair')
    expect(await jobs('Outbox', name, 'retry', dead.id)).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Outbox '${name}' tries the job ${dead.id} again now.`),
    })
    await waitUntil(async () => (await listed(name)).length === 1)
    expect(await call('ann', 'sent')).toEqual(['bob'])

    const cancelled = await jobs('Outbox', name, 'cancel', 'eve', '--json')
    expect(JSON.parse(cancelled.stdout)).toEqual({ cancelled: 'eve' })
    expect(await listed(name)).toEqual([])
    expect((await jobs('Outbox', name)).output).toContain(`Outbox '${name}' has no jobs.`)
  })

  test('an object can be given by its id, and one that never was is not made', async () => {
    expect(await listed(`nobody-${mode}`)).toEqual([])
    expect(await call('nobody', 'exists')).toBe(false)
    await call('somebody', 'send', 'zoe', 86_400_000)
    const id = (await call('somebody', 'getId')) as string
    expect(await listed(id, '--id')).toMatchObject([{ key: 'zoe' }])
    expect(await jobs('Outbox', 'nobody', '--id')).toMatchObject({
      code: 1,
      output: expect.stringMatching(/nobody is not an id[\s\S]*64 hex digits/),
    })
    expect((await jobs('Outbox', 'f'.repeat(64), '--id')).code).toBe(1)
  })

  test.each([
    [['Outbx', 'ann'], 1, /has no object Outbx[\s\S]*Did you mean Outbox\?/],
    [['Counter', 'ann'], 1, /Counter has no ctx\.jobs|Counter has no jobs/],
    [['Outbox', 'ann', 'retry', 'x'], 1, /Outbox 'ann' has no job with the id x/],
    [['Outbox', 'ann', 'cancel', 'x'], 1, /Outbox 'ann' has no waiting job with the key 'x'/],
    [['Outbox', 'ann', 'retry'], 1, /The job to try again is missing[\s\S]*its id/],
    [['Outbox', 'ann', 'cancel'], 1, /The job to cancel is missing[\s\S]*the key/],
    [['Outbox', 'ann', 'list', 'x'], 1, /list takes nothing after it/],
    [['Outbox', 'ann', 'stop'], 2, /list, retry, cancel/],
    [['Outbox'], 2, /missing required argument 'name'/],
  ])('says what is wrong with %j', async (args, code, message) => {
    const result = await jobs(...args)
    expect(result.code, result.output).toBe(code)
    expect(result.output).toMatch(message)
    expect(result.output).not.toMatch(/^ {4}at /m)
  })
})

test('without a server it says so, and where none is in a directory', async () => {
  expect(await jobs('Outbox', 'ann')).toMatchObject({
    code: 1,
    output: expect.stringMatching(/No server runs this app\.[\s\S]*--data/),
  })
  expect((await jobs('Outbox', 'ann', '--dev')).output).toContain('No cloudwerk dev runs')
  expect((await jobs('Outbox', 'ann', '--data', 'elsewhere')).output).toContain('elsewhere')
})

test('with both servers it asks which one is meant', async () => {
  const started = await startServer(root, 'start')
  const developed = await startServer(root, 'dev')
  try {
    expect((await jobs('Outbox', 'both')).output).toMatch(/Both[\s\S]*--dev, or --data/)
    expect(await listed('both', '--dev')).toEqual([])
    expect(await listed('both', '--data', '.cloudwerk/data')).toEqual([])
    // Who cannot read the file cannot ask.
    const record = join(root, '.cloudwerk/dev.json')
    const { header } = JSON.parse(readFileSync(record, 'utf8'))
    const asked = await fetch(`${developed.url}/__cloudwerk/jobs`, { method: 'POST', body: '{}' })
    expect(asked.status).toBe(404)
    expect([...asked.headers.keys()]).not.toContain(header)
  } finally {
    await started.stop()
    await developed.stop()
  }
})
