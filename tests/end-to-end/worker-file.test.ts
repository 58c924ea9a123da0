import { describe, expect, test } from 'vitest'
import { cloudwerk, copyApp, get, serve, waitUntil, writeFiles } from './app.ts'

const config = (more: string) => `{
  "name": "events",
  "compatibility_date": "2026-10-01",
  ${more}
}
`
const crons = config('"triggers": { "crons": ["* * * * *"] }')

const files = {
  'wrangler.jsonc': crons,
  'app/worker.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObject, WorkerEntrypoint } from 'cloudflare:workers'
export class Greeter extends WorkerEntrypoint {
  greet() { return 'hello' }
}
export const limit = 5
export default {
  async scheduled(controller, env, ctx) {
    controller.noRetry()
    if (typeof controller.scheduledTime !== 'number') throw new Error('not a time')
    await env.COUNTER.getByName(controller.cron).increment(this.amount())
    ctx.waitUntil(durableObjects.Counter.getByName('waited').increment())
    if (env.FAIL) throw new Error('of the cron line')
  },
  amount: () => 2,
} satisfies ExportedHandler & Record<string, unknown>
`,
  'app/count/route.ts': `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export const GET = async () => json(await durableObjects.Counter.getByName('* * * * *').getValue())
`,
}

test('cron lines call app/worker.ts: in dev by hand, under start by the clock', async () => {
  const root = copyApp(files)
  const dev = await serve(root, 'dev')
  expect(dev.output()).toMatch(/scheduled +app\/worker\.ts/)
  const query = new URLSearchParams({ cron: '* * * * *', time: String(Date.UTC(2026, 0, 1)) })
  const fired = await fetch(`${dev.url}/cdn-cgi/handler/scheduled?${query}`)
  expect(fired.status).toBe(200)
  expect(await get(`${dev.url}/count`)).toBe(2)
  await dev.stop()

  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  writeFiles(root, { '.env.failing': 'FAIL=yes' })
  const start = await serve(root, 'start', '--env-file', '.env.failing')
  expect(start.output()).toMatch(
    /The cron line "\* \* \* \* \*" runs by this machine's clock, in UTC, next at \d{4}-/,
  )
  await waitUntil(async () => (await get(`${start.url}/count`)) === 2)
  await waitUntil(
    () => start.output().includes('of 20') && start.output().includes('app/worker.ts:'),
  )
  expect(start.output()).toMatch(/The cron line "\* \* \* \* \*" failed: Error: of the cron line/)
  expect(start.output()).toMatch(/The cron line "\* \* \* \* \*" of 20\d\d-\S+ \S+ failed\./)
})

describe('what the configuration and app/worker.ts do not agree on stops build and dev', () => {
  const handler = (name: string) => `export default { async ${name}() {} }`
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a cron line without a handler',
      { 'wrangler.jsonc': crons },
      /wrangler\.jsonc:4:27[\s\S]*calls `scheduled`[\s\S]*Create app\/worker\.ts/,
    ],
    [
      'a cron line of another handler',
      { 'wrangler.jsonc': crons, 'app/worker.ts': 'export default { email() {} }' },
      /wrangler\.jsonc:4:27[\s\S]*Add `async scheduled/,
    ],
    [
      'a cron line that is not valid',
      {
        'wrangler.jsonc': config('"triggers": { "crons": ["0 25 * * *"] }'),
        'app/worker.ts': handler('scheduled'),
      },
      /wrangler\.jsonc:4:27[\s\S]*"0 25 \* \* \*" is not valid/,
    ],
    [
      'a scheduled handler without a line',
      { 'app/worker.ts': `\n${handler('scheduled')}` },
      /app\/worker\.ts:2:24[\s\S]*Nothing calls `scheduled`[\s\S]*"crons"/,
    ],
    [
      'a queue consumer without a handler',
      { 'wrangler.jsonc': config('"queues": { "consumers": [{ "queue": "mail" }] }') },
      /wrangler\.jsonc:4:29[\s\S]*consumes the queue mail/,
    ],
    [
      'a queue handler without a consumer',
      { 'app/worker.ts': handler('queue') },
      /app\/worker\.ts:1:24[\s\S]*Nothing calls `queue`/,
    ],
    [
      'a Workflow that is not exported',
      {
        'wrangler.jsonc': config(
          '"workflows": [{ "binding": "MAIL", "name": "mail", "class_name": "Mail" }]',
        ),
      },
      /wrangler\.jsonc:4:17[\s\S]*does not export the Workflow Mail/,
    ],
    [
      'a Workflow without a line',
      {
        'app/worker.ts': `import { WorkflowEntrypoint } from 'cloudflare:workers'
export class Mail extends WorkflowEntrypoint {}`,
      },
      /app\/worker\.ts:2:14[\s\S]*Workflow Mail cannot be started[\s\S]*"binding": "MAIL"/,
    ],
    [
      'a class of the name of an object',
      { 'app/worker.ts': 'export class Counter {}' },
      /app\/worker\.ts:1:14[\s\S]*app\/objects\/counter\.ts gives the class Counter/,
    ],
  ])('%s', async (_what, more, message) => {
    const root = copyApp(more)
    const { code, output } = await cloudwerk(root, 'build')
    expect(output).toMatch(message)
    expect(output).not.toMatch(/\n\s+at /)
    expect(code).toBe(1)
  })

  test('in dev as in a build', async () => {
    const { code, output } = await cloudwerk(copyApp({ 'wrangler.jsonc': crons }), 'dev')
    expect(output).toMatch(/wrangler\.jsonc:4:27[\s\S]*Create app\/worker\.ts/)
    expect(code).toBe(1)
  })
})

test('queues and Workflows of the configuration run in dev, and mail and logs find their handlers', async () => {
  const root = copyApp({
    'wrangler.jsonc': config(`"queues": {
    "producers": [{ "binding": "MAIL", "queue": "mail" }],
    "consumers": [{ "queue": "mail", "max_batch_timeout": 0 }]
  },
  "workflows": [{ "binding": "FLOW", "name": "flow", "class_name": "Flow" }]`),
    'app/worker.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
import { WorkflowEntrypoint } from 'cloudflare:workers'
export class Flow extends WorkflowEntrypoint {
  async run(event, step) {
    return step.do('count', () => durableObjects.Counter.getByName('flow').increment(event.payload))
  }
}
export default {
  async queue(batch) {
    for (const { body } of batch.messages) await durableObjects.Counter.getByName('queue').increment(body)
  },
  async email(message) {
    const text = await new Response(message.raw).text()
    await durableObjects.Counter.getByName(message.from + ' to ' + message.to).increment(text.length)
  },
  tail() {},
}
`,
    'app/send/route.ts': `export async function GET(request, { env }) {
  await env.MAIL.send(3)
  await env.FLOW.create({ params: 4 })
  return new Response('sent')
}
`,
    'app/count/[name]/route.ts': `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export const GET = async (_, { params }) =>
  json(await durableObjects.Counter.getByName(params.name).getValue())
`,
  })
  const dev = await serve(root, 'dev')
  // Only another Worker, which names this one in its configuration, sends logs.
  expect(dev.output()).toMatch(/ email +app\/worker\.ts\n[\s\S]* tail +app\/worker\.ts/)
  const mail = 'From: a@example.com\r\nTo: b@example.com\r\nMessage-ID: <1@a>\r\n\r\nHello\r\n'
  const query = new URLSearchParams({ from: 'a@example.com', to: 'b@example.com' })
  const received = `${dev.url}/cdn-cgi/handler/email?${query}`
  expect((await fetch(received, { method: 'POST', body: mail })).status).toBe(200)
  const name = encodeURIComponent('a@example.com to b@example.com')
  expect(await get(`${dev.url}/count/${name}`)).toBe(mail.length)

  expect(await (await fetch(`${dev.url}/send`)).text()).toBe('sent')
  await waitUntil(async () => (await get(`${dev.url}/count/queue`)) === 3)
  await waitUntil(async () => (await get(`${dev.url}/count/flow`)) === 4)
})
