import { expect, test } from 'vitest'
import { envMembers } from './env-members.ts'

function typesOf(config: unknown, secrets: string[] = []): Record<string, string> {
  return Object.fromEntries(
    envMembers(config, secrets).map(({ name, type, optional }) => [
      optional ? `${name}?` : name,
      type,
    ]),
  )
}

test('vars have the types of their values', () => {
  const vars = { TEXT: 'a', COUNT: 1, ON: true, NONE: null, LIST: [1, 'a'], MAP: { 'a-b': [] } }
  expect(typesOf({ vars })).toEqual({
    ...{ TEXT: 'string', COUNT: 'number', ON: 'boolean', NONE: 'null' },
    ...{ LIST: '(number | string)[]', MAP: '{ "a-b": (unknown)[] }' },
  })
})

test('each kind of binding has the type of the platform', () => {
  const config = {
    kv_namespaces: [{ binding: 'KV' }],
    d1_databases: [{ binding: 'DB' }],
    r2_buckets: [{ binding: 'FILES' }],
    queues: { producers: [{ binding: 'JOBS' }], consumers: [{ queue: 'jobs' }] },
    ai: { binding: 'AI' },
    send_email: [{ name: 'MAIL' }],
    assets: { directory: 'public' },
    something_new: [{ binding: 'NEW' }],
    unsafe: { bindings: [{ name: 'RAW', type: 'new' }] },
  }
  expect(typesOf(config)).toEqual({
    ...{ KV: 'KVNamespace', DB: 'D1Database', FILES: 'R2Bucket', JOBS: 'Queue', AI: 'Ai' },
    ...{ MAIL: 'SendEmail', NEW: 'any', RAW: 'any' },
  })
})

test('what only some environments have is optional, and differences are joined', () => {
  const config = {
    vars: { LEVEL: 'info' },
    env: { production: { vars: { LEVEL: 2, REGION: 'eu' } }, staging: { vars: { LEVEL: 'a' } } },
  }
  expect(typesOf(config)).toEqual({ LEVEL: 'string | number', 'REGION?': 'string' })
})

test('secrets are strings, from their own list and from .dev.vars', () => {
  expect(typesOf({ secrets: { required: ['KEY'] } }, ['TOKEN'])).toEqual({
    KEY: 'string',
    TOKEN: 'string',
  })
})

test('bindings to objects of this Worker carry their class', () => {
  const bindings = [
    { name: 'COUNTER', class_name: 'Counter' },
    { name: 'OTHER', class_name: 'Other', script_name: 'other-worker' },
  ]
  expect(envMembers({ durable_objects: { bindings } }, [])).toMatchObject([
    { name: 'COUNTER', className: 'Counter' },
    { name: 'OTHER', className: undefined, type: 'DurableObjectNamespace' },
  ])
})

test('a configuration of the wrong shape gives nothing', () => {
  const config = { vars: [], kv_namespaces: 'KV', queues: null, env: [1], r2_buckets: [{}, 1] }
  expect(typesOf(config)).toEqual({})
  expect(typesOf(undefined)).toEqual({})
})
