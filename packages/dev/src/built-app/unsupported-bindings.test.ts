import { expect, test } from 'vitest'
import { formatUnsupported } from './unsupported-bindings.ts'

test('each binding that needs the network is named with its kind', () => {
  const notices = formatUnsupported({
    name: 'app',
    kv_namespaces: [{ binding: 'CACHE', id: 'x' }],
    r2_buckets: [{ binding: 'FILES', bucket_name: 'files' }],
    d1_databases: [{ binding: 'DB', database_name: 'db' }],
    queues: { producers: [{ binding: 'JOBS', queue: 'jobs' }], consumers: [{ queue: 'jobs' }] },
    services: [{ binding: 'AUTH', service: 'auth' }],
    ai: { binding: 'AI' },
    send_email: [{ name: 'MAIL' }],
    unsafe: { bindings: [{ name: 'RAW', type: 'new' }] },
  })
  expect(notices.map((text) => text.split(', which')[0])).toEqual([
    'env.CACHE is a KV namespace',
    'env.FILES is an R2 bucket',
    'env.DB is a D1 database',
    'env.AUTH is a service binding',
    'env.AI is Workers AI',
    'env.MAIL is an email binding',
    'env.JOBS is a queue',
    'env.RAW is an unsafe binding',
    'The queue jobs is not consumed under cloudwerk start.',
  ])
})

test('an unknown kind of binding is named by its field', () => {
  expect(formatUnsupported({ time_machines: [{ binding: 'PAST' }] })).toEqual([
    'env.PAST is of the kind "time_machines", which cloudwerk start cannot serve: it is undefined here.',
  ])
})

test("an object of another Worker is named, the Worker's own are not", () => {
  const bindings = [
    { name: 'OWN', class_name: 'Own' },
    { name: 'FAR', class_name: 'Far', script_name: 'elsewhere' },
  ]
  const [notice, ...rest] = formatUnsupported({ durable_objects: { bindings } })
  expect(notice).toContain('env.FAR is the object Far of another Worker, elsewhere')
  expect(rest).toEqual([])
})

test('the configuration of an app without bindings gives no notice', () => {
  expect(
    formatUnsupported({
      name: 'app',
      dev: { ip: 'localhost' },
      queues: { producers: [], consumers: [] },
      kv_namespaces: [],
      logfwdr: { bindings: [] },
      triggers: {},
      vars: { binding: 'x' },
      assets: { directory: '../client', binding: 'ASSETS' },
      rules: [{ type: 'ESModule', globs: ['**/*.js'] }],
    }),
  ).toEqual([])
})
