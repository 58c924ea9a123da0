import { describe, expect, it } from 'vitest'
import type { UserError } from '../user-error.ts'
import { problemsOf } from './problems.ts'
import { type Definition, readDefinition } from './read-definition.ts'
import { parseSource } from './source.ts'

const file = 'app/objects/x.ts'
const nothingSeen = {
  features: [
    'sql',
    'alarm',
    'sockets',
    'socketOpening',
    'socketMessages',
    'silentSockets',
    'versions',
    'memory',
    'live',
    'history',
    'once',
    'jobs',
    'schema',
    'schedules',
    'expires',
    'destroy',
    'cron',
    'legacy',
  ],
  name: undefined,
  storage: 'sqlite',
  sql: undefined,
  handlers: undefined,
  methods: undefined,
}

function read(text: string): Definition {
  return readDefinition(parseSource(file, text))
}

function problems(text: string): UserError[] {
  try {
    read(text)
  } catch (error) {
    return problemsOf(error)
  }
  throw new Error('nothing was wrong')
}

function problem(text: string): UserError {
  const [first, ...others] = problems(text)
  expect(others.map(({ message }) => message)).toEqual([])
  if (!first) throw new Error('nothing was wrong')
  return first
}

describe('a definition in the source', () => {
  const counter = {
    ...{ name: undefined, storage: 'sqlite', sql: false, handlers: [], features: [] },
    methods: ['add'],
  }

  it.each([
    ['a call', 'export default defineDurableObject({ methods: { add() {} } })'],
    [
      'a call with a type argument',
      'export default defineDurableObject<{ n: number }>({ methods: { async add(n = 1) {} } })',
    ],
    [
      'an imported call',
      "import { defineDurableObject } from '@cloudwerk/durable-object'\nexport default defineDurableObject({ methods: { add() {} } })",
    ],
    [
      'an aliased call',
      "import { defineDurableObject as define } from '@cloudwerk/durable-object'\nexport default define({ methods: { add() {} } })",
    ],
    [
      'a call through a namespace',
      "import * as cw from '@cloudwerk/durable-object'\nexport default cw.defineDurableObject({ methods: { add() {} } })",
    ],
    [
      'a constant',
      'const counter = defineDurableObject({ methods: { add() {} } })\nexport default counter',
    ],
    [
      'an exported constant',
      'export const counter = defineDurableObject({ methods: { add() {} } })\nexport { counter as default }',
    ],
    [
      'casts and parentheses',
      'export default ((defineDurableObject({ methods: { add() {} } }) as X) satisfies Y)!',
    ],
    [
      'parts in constants',
      'function add() {}\nconst methods = { add } as const\nconst config = { methods } satisfies X\nexport default defineDurableObject(config)',
    ],
    ['quoted keys', "export default defineDurableObject({ 'methods': { ['add']() {} } })"],
  ])('is read from %s', (_, text) => {
    expect(read(text)).toEqual(counter)
  })

  it('shows its handlers in a fixed order, its methods as written, its SQL and its name', () => {
    const text = `export default defineDurableObject({
      name: 'Ledger', sqlite: true, alarm() {}, webSocketMessage: onMessage, init: () => ({}),
      start: undefined, methods: { b() {}, a: async () => 1, c: make(), 7() {} }, helpers: { d() {} },
      callTimeout: 5, holdLimit: 6, schema,
    })`
    expect(read(text)).toEqual({
      name: 'Ledger',
      storage: 'sqlite',
      sql: true,
      handlers: ['init', 'webSocketMessage', 'alarm'],
      features: ['sql', 'alarm', 'sockets', 'schema'],
      methods: ['b', 'a', 'c', '7'],
    })
  })

  it.each([
    ['jobs: { mail() {}, pay: {} }', { jobs: ['mail', 'pay'], schedules: [] }],
    ['jobs: { mail() {}, ...more }, schedules: { digest }', { schedules: ['digest'] }],
    ['jobs', { schedules: [] }],
    ['methods: {}', undefined],
  ])('with %s has the names %j', (keys, named) => {
    expect(read(`export default defineDurableObject({ ${keys} })`).named).toEqual(named)
  })

  it('is of the legacy storage when it says sqlite: false', () => {
    const text = 'export default defineDurableObject({ sqlite: false })'
    expect(read(text)).toMatchObject({ storage: 'legacy-kv', sql: false })
  })

  it.each([
    '{ atomic: false }',
    '{ atomic: true }',
    '{}',
    '{ atomic: isSlow() }',
    '{ ...options }',
  ])('has SQL when it says sqlite: %s', (sqlite) => {
    const text = `export default defineDurableObject({ sqlite: ${sqlite} })`
    expect(read(text)).toMatchObject({ storage: 'sqlite', sql: true })
  })

  it('has SQL when a constant of the file says so', () => {
    const text =
      'const sqlite = { atomic: false } as const\nexport default defineDurableObject({ sqlite })'
    expect(read(text)).toMatchObject({ storage: 'sqlite', sql: true })
  })

  it.each([
    ['methods: { a() {} }, init() {}', []],
    ['sqlite: true', ['sql']],
    ['sqlite: { atomic: false }', ['sql']],
    ['sqlite: false', ['legacy']],
    ['alarm() {}, schema', ['alarm', 'schema']],
    ['versions: {}', ['versions']],
    ['memory: () => ({})', ['memory']],
    ['memory: undefined', []],
    ['live: {}', ['live']],
    ["live: { history: '15m' }", ['live', 'history']],
    ['live', ['live', 'history']],
    ["methods: {}, calls: { reads: [], onceFor: '1h' }", ['once']],
    ['calls: { reads }', []],
    ['calls: { ...more }', ['once']],
    ['calls', ['once']],
    ['jobs: {}', ['jobs']],
    ['schedules', ['jobs', 'schedules', 'cron']],
    ['expires: { after }', ['jobs', 'expires', 'destroy']],
    ['alarm: undefined', []],
    ['fetch: serve', []],
    ['webSocketMessage() {}', ['sockets']],
    ['fetch, sockets: { closeSilent }', ['sockets', 'silentSockets']],
    ['sockets: { accept }', ['sockets', 'socketOpening']],
    [
      'webSocketMessage, sockets: { open() {}, messages: {} }',
      ['sockets', 'socketOpening', 'socketMessages'],
    ],
    ['sockets', ['sockets', 'socketOpening', 'socketMessages', 'silentSockets']],
    ['webSocketClose() {}', ['sockets']],
    ['...base', nothingSeen.features],
    ['[key]: value', nothingSeen.features],
  ])('with %s may need the features %j', (keys, features) => {
    expect(read(`export default defineDurableObject({ ${keys} })`).features).toEqual(features)
  })

  it.each([
    "calls: { reads: ['get', 'list'] }, methods: { get() {}, list() {} }",
    "calls: { reads: [...names, name, 'get'] }, methods: { get() {} }",
    "calls: { reads: ['x'] }, methods: { ...others }",
    'live: { calls: { x: [] } }, methods: { ...others }',
    'live: { calls }, methods: { get() {} }',
    "...base, calls: { reads: ['x'] }, methods: { get() {} }",
    'calls: { reads: names }, methods: { get() {} }',
    'calls, limits',
    'calls: undefined, limits: { ...given, callTimeout: 5 }',
    'memory, methods: { get() {} }',
    'memory: () => ({ at() { return this.x } }), methods: { get() {} }',
    'memory(ctx) { return { id: ctx.id } }',
    'methods: { memory() {} }',
    'memory: undefined, helpers: { memory() {} }',
    'callTimeout: 5, limits: { callTimeout: undefined, holdLimit: 6, groupCommit: false }',
    'sqlite: true, limits: { holdLimit: 20_000 }',
    'sqlite: { atomic: false }, limits: { holdLimit: 150_000 }',
    'sqlite: { atomic: isSlow() }, holdLimit: 150_000',
    'sqlite: { ...options }, holdLimit: 150_000',
    'sqlite: false, holdLimit: 150_000',
  ])('may have %s', (keys) => {
    expect(read(`export default defineDurableObject({ ${keys} })`).storage).toBeDefined()
  })

  it('may replace the built-in helpers', () => {
    const text =
      'export default defineDurableObject({ helpers: { handleWebSocket() {}, broadcastState() {} } })'
    expect(read(text)).toMatchObject({ methods: [] })
  })
})

describe('a definition that the source does not show', () => {
  it.each([
    ['a factory', 'export default makeCounter()'],
    [
      'a call of another defineDurableObject',
      "import { defineDurableObject } from './mine'\nexport default defineDurableObject(5)",
    ],
    [
      'a local defineDurableObject',
      'function defineDurableObject() {}\nexport default defineDurableObject(5)',
    ],
    [
      'a namespace that is not ours',
      "import * as cw from './mine'\nexport default cw.defineDurableObject(5)",
    ],
    ['a re-exported namespace', "export * as default from '../counter'"],
    ['an import', "import counter from '../counter'\nexport default counter"],
    ['a re-export', "export { default } from '../counter'"],
    ['a renamed re-export', "export { counter as default } from '../counter'"],
    ['a variable that may change', 'let counter = class {}\nexport default counter'],
    ['a constant that leads to itself', 'const a = b\nconst b = a\nexport default a'],
    ['a config from elsewhere', 'export default defineDurableObject(config)'],
    ['a spread of arguments', 'export default defineDurableObject(...config)'],
  ])('is accepted: %s', (_, text) => {
    expect(read(text)).toEqual(nothingSeen)
  })

  it('is accepted in a getter', () => {
    const text = 'export default defineDurableObject({ get methods() { return make() } })'
    expect(read(text)).toMatchObject({ methods: undefined, handlers: [] })
  })

  it('leaves everything open that a spread in the definition may change', () => {
    const text = 'export default defineDurableObject({ ...base, methods: { add() {} } })'
    expect(read(text)).toEqual(nothingSeen)
  })

  it.each(['{ ...others, add() {} }', '{ [add]() {} }', 'others', 'make()'])(
    'leaves the methods open in methods: %s',
    (methods) => {
      const text = `export default defineDurableObject({ init() {}, methods: ${methods} })`
      expect(read(text)).toMatchObject({ methods: undefined, handlers: ['init'], sql: false })
    },
  )
})

describe('a file without a definition', () => {
  it.each([
    '',
    'export const counter = 1',
    'export default interface X {}',
    "export type { X as default } from './x'",
    "export * from './x'",
    'module.exports = {}',
  ])('is refused without a default export: %s', (text) => {
    const error = problem(text)
    expect(error.message).toBe('This object has no default export.')
    expect(error.file).toBe('app/objects/x.ts:1:1')
    expect(error.hint).toContain('Write `export default defineDurableObject({ … })`')
    expect(error.hint).toContain('start its name with "_"')
  })

  it.each([
    ['a class', 'export default class Counter {}'],
    ['a class', 'class Counter {}\nexport default Counter'],
    ['a class', 'const Counter = class {}\nexport default Counter'],
    ['a function', 'export default function counter() {}'],
    ['a function', 'export default () => 1'],
    ['an array', 'export default [1]'],
    ['a string', "export default 'counter'"],
    ['a string', 'export default `counter`'],
    ['a number', 'export default -1'],
    ['a boolean', 'export default true'],
    ['null', 'export default null'],
    ['undefined', 'export default undefined'],
    ['a regular expression', 'export default /x/'],
    ['a bigint', 'export default 1n'],
  ])('is refused when its default export is %s: %s', (kind, text) => {
    const error = problem(text)
    expect(error.message).toBe(`The default export is ${kind}, not a Durable Object definition.`)
    expect(error.file).toBe(`app/objects/x.ts:${text.split('\n').length}:1`)
    expect(error.hint).toContain('Write `export default defineDurableObject({ … })`')
  })

  it('gets the advice to wrap a plain object', () => {
    const error = problem('\nexport default { methods: {} } satisfies X')
    expect(error.message).toBe(
      'The default export is a plain object, not a Durable Object definition.',
    )
    expect(error.file).toBe('app/objects/x.ts:2:1')
    expect(error.hint).toContain('Put `defineDurableObject( … )` around it.')
  })

  it.each([
    ['nothing', '', 16],
    ['a string', "'counter'", 36],
    ['a function', '() => ({})', 36],
  ])('is refused when defineDurableObject is given %s', (kind, argument, column) => {
    const error = problem(`export default defineDurableObject(${argument})`)
    expect(error.message).toBe(`defineDurableObject needs an object, but is given ${kind}.`)
    expect(error.file).toBe(`app/objects/x.ts:1:${column}`)
    expect(error.hint).toContain('defineDurableObject({')
  })
})

describe('a definition that is wrong', () => {
  function wrong(line: string): UserError {
    return problem(`export default defineDurableObject({\n  ${line}\n})\n`)
  }

  it.each([
    ['a number', '1'],
    ['a string', "'x'"],
    ['a plain object', '{}'],
    ['an array', '[]'],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['a class', 'class {}'],
  ])('is refused for a method and a helper that is %s', (kind, value) => {
    const method = wrong(`methods: { add: ${value} },`)
    expect(method.message).toBe(`The method "add" is ${kind}, not a function.`)
    expect(method.file).toBe('app/objects/x.ts:2:14')
    expect(method.hint).toBe('Write it as `async add() { … }`.')
    expect(wrong(`helpers: { add: ${value} },`).message).toBe(
      `The helper "add" is ${kind}, not a function.`,
    )
  })

  it('may have arrow functions without this, or with the this of a function within', () => {
    const methods = 'a: (x) => x, b: () => class { x = this }, c: () => function () { this }'
    expect(
      read(`import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({ methods: { ${methods} } })`).methods,
    ).toEqual(['a', 'b', 'c'])
  })

  it('is refused for a handler that is not a function', () => {
    const error = wrong('init: { value: 0 },')
    expect(error.message).toBe('The handler "init" is a plain object, not a function.')
    expect(error.file).toBe('app/objects/x.ts:2:3')
    expect(error.hint).toBe('Write it as `async init() { … }`.')
  })

  it.each(['fetch', 'alarm', 'init', 'webSocketMessage'])(
    'gets the advice to move the handler %s out of methods',
    (name) => {
      const error = wrong(`methods: { async ${name}() {} },`)
      expect(error.message).toBe(`"${name}" cannot be the name of a method: it is reserved.`)
      expect(error.file).toBe('app/objects/x.ts:2:20')
      expect(error.hint).toContain('move it out of `methods`, one level up')
    },
  )

  it.each(['constructor', 'then', 'id', 'queue', 'test', 'toString', '__proto__', 'state', 'ctx'])(
    'is refused for the reserved name %s',
    (name) => {
      const error = wrong(`methods: { ${name}() {} },`)
      expect(error.message).toBe(`"${name}" cannot be the name of a method: it is reserved.`)
      expect(error.file).toBe('app/objects/x.ts:2:14')
      expect(error.hint).toContain('Rename it')
      expect(wrong(`helpers: { ${name}() {} },`).message).toContain('the name of a helper')
    },
  )

  it('is refused for a name that is both a method and a helper', () => {
    const error = wrong('methods: { add() {} }, helpers: { add() {} },')
    expect(error.message).toBe('"add" is both a method and a helper.')
    expect(error.file).toBe('app/objects/x.ts:2:37')
    expect(error.hint).toContain('Rename one of the two')
  })

  it.each(['methods', 'helpers'])('is refused for %s that are not an object', (group) => {
    const error = wrong(`${group}: [],`)
    expect(error.message).toBe(`\`${group}\` is an array, and must be an object of functions.`)
    expect(error.file).toBe('app/objects/x.ts:2:3')
    expect(error.hint).toContain(`${group}: {`)
  })

  it.each(["'true'", '1', 'isProduction()', 'flag', 'null', '[]'])(
    'is refused for sqlite: %s',
    (value) => {
      const error = wrong(`sqlite: ${value},`)
      expect(error.message).toContain('`sqlite` must be written as true, false or an object')
      expect(error.file).toBe('app/objects/x.ts:2:3')
      expect(error.hint).toContain('`sqlite: true`')
    },
  )

  it.each([
    [
      'calls: []',
      '`calls` is an array, and must be an object.',
      'It may have reads, idempotent, onceFor.',
    ],
    [
      'sockets: { closed: {} }',
      '`sockets` has no key "closed".',
      'It may have accept, open, messages, closeSilent.',
    ],
    ['sockets: { open: 5 }', 'The handler "open" is a number, not a function.', 'Write it as'],
    ['sockets: { accept: () => this.id }', 'The handler "accept" is an arrow', 'Write it as'],
    [
      'sockets: { messages: { bid } }',
      'declares `sockets.messages`, and has no',
      'webSocketMessage(',
    ],
    [
      'sockets: { messages: { bid: {} } }, webSocketMessage() {}',
      'The message "bid" is a plain object, and must be a schema.',
      'z.object',
    ],
    ['limits: 5', '`limits` is a number, and must be', 'callTimeout, holdLimit, groupCommit.'],
    ['limits: { callTimout: 5 }', '`limits` has no key "callTimout".', 'mean callTimeout? It may'],
    ['calls: { reading: [] }', '`calls` has no key "reading".', 'Did you mean reads?'],
    ['sqlite: { atomc: false }', '`sqlite` has no key "atomc".', 'Did you mean atomic?'],
    [
      'callTimeout: 5, limits: { callTimeout: 6 }',
      '`callTimeout` is given both in `limits` and',
      'Keep',
    ],
    ['sqlite: true, holdLimit: 20_001', '`holdLimit` is 20001 ms, but', '`this.outside()`'],
    ['sqlite: {}, limits: { holdLimit: 60_000 }', '`holdLimit` is 60000 ms, but', '30 s'],
  ])('is refused for a group of keys: %s', (keys, message, hint) => {
    const error = wrong(`${keys},`)
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
    expect(error.file).toMatch(/^app\/objects\/x\.ts:2:/)
  })

  it.each([
    ['memory: { a: 1 }', 3, '`memory` is a plain object, and must be a function', '() => ({'],
    ['memory: async () => ({})', 3, '`memory` is an async function', '`start()`'],
    ['async memory() {}', 9, '`memory` is an async function', '`start()`'],
    ['memory: () => ({ a: this.state })', 23, '`memory` uses `this`', '`this.state`'],
    ['memory() { return this.state }', 21, '`memory` uses `this`', '`this.state`'],
    ['memory, methods: { memory() {} }', 22, '"memory" is a key', 'Rename one of the two'],
    ['memory, helpers: { memory() {} }', 22, '"memory" is a key', 'Rename one of the two'],
  ])('is refused for %s', (keys, column, message, hint) => {
    const error = wrong(`${keys},`)
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
    expect(error.file).toBe(`app/objects/x.ts:2:${column}`)
  })

  it('is refused for a name in calls.reads that is not a method', () => {
    const error = wrong("calls: { reads: ['get', 'lsit'] }, methods: { get() {}, list() {} },")
    expect(error.message).toBe('This object has no method "lsit", which `calls.reads` names.')
    expect(error.file).toBe('app/objects/x.ts:2:27')
    expect(error.hint).toBe('Did you mean list? It has get, list.')
    const other = wrong("calls: { reads: ['sum'] }, methods: { get() {}, list() {} },")
    expect(other.hint).toBe('It has get, list.')
    expect(wrong("calls: { reads: ['get'] },").hint).toBe('It has none.')
  })

  it('is refused for a name in calls.idempotent or live.calls that is not a method', () => {
    const error = wrong("calls: { idempotent: ['lsit'] }, methods: { get() {}, list() {} },")
    expect(error.message).toBe('This object has no method "lsit", which `calls.idempotent` names.')
    const call = wrong('live: { calls: { get: [], lsit: [] } }, methods: { get() {}, list() {} },')
    expect(call.message).toBe('This object has no method "lsit", which `live.calls` names.')
    expect(call.hint).toBe('Did you mean list? It has get, list.')
  })

  it('is refused for a method that calls.reads lists twice, and for a single name', () => {
    const error = wrong("calls: { reads: ['get', 'get'] }, methods: { get() {} },")
    expect(error.message).toBe('`calls.reads` names "get" twice.')
    expect(error.file).toBe('app/objects/x.ts:2:27')
    const alone = wrong("calls: { reads: 'get' }, methods: { get() {} },")
    expect(alone.message).toBe('`calls.reads` is a string, and must be a list of methods.')
    expect(alone.hint).toBe("Write `reads: ['name']`.")
  })

  it('is refused for an unknown createOn', () => {
    const error = wrong("createOn: 'write',")
    expect(error.message).toBe('`createOn` is "write", and must be "call" or "change".')
    expect(error.file).toBe('app/objects/x.ts:2:3')
  })

  it.each(['imported', '5', "'Chat' + x"])(
    'is refused for a name that is not a string: %s',
    (value) => {
      const error = wrong(`name: ${value},`)
      expect(error.message).toBe('The `name` of a definition must be written as a string.')
      expect(error.file).toBe('app/objects/x.ts:2:3')
      expect(error.hint).toContain("name: 'ChatRoom'")
    },
  )

  it.each(['chatRoom', 'Chat-Room', 'Chat_Room', '', '1Chat', 'Café'])(
    'is refused for a name that is not a valid class name: %s',
    (name) => {
      const error = wrong(`name: '${name}',`)
      expect(error.message).toBe(`"${name}" is not a valid class name.`)
      expect(error.hint).toContain('PascalCase')
    },
  )

  it('gets the nearest key for a misspelt one', () => {
    const error = wrong('method: {},')
    expect(error.message).toBe('A definition has no key "method".')
    expect(error.file).toBe('app/objects/x.ts:2:3')
    expect(error.hint).toMatch(
      /^Did you mean methods\? It may have name, schema, init, .*, methods, .*, groupCommit\.$/,
    )
  })

  it('gets advice about a function outside of methods and helpers', () => {
    const error = wrong('async increment() {},')
    expect(error.message).toBe('A definition has no key "increment".')
    expect(error.hint).toContain('belongs in `methods`, a private one in `helpers`')
  })

  it('is refused with all of its problems, in the order of the text', () => {
    const text =
      'export default defineDurableObject({\n  methods: { fetch: 1 },\n  sqlite: 0,\n  extra: 1,\n})'
    expect(problems(text).map(({ file, message }) => `${file} ${message}`)).toEqual([
      'app/objects/x.ts:2:14 The method "fetch" is a number, not a function.',
      'app/objects/x.ts:2:14 "fetch" cannot be the name of a method: it is reserved.',
      expect.stringContaining('app/objects/x.ts:3:3 `sqlite`'),
      'app/objects/x.ts:4:3 A definition has no key "extra".',
    ])
  })

  it('is still checked where a spread leaves it open', () => {
    const error = wrong('...base, methods: { ...more, add: 1 },')
    expect(error.message).toBe('The method "add" is a number, not a function.')
  })
})

describe('an arrow function', () => {
  const define = (inside: string) => `export default defineDurableObject({\n${inside}\n})`

  it.each([
    ['a method', 'methods: { get: async () => this.state.v }', 'method "get"', '2:29', 'async get'],
    ['a helper', 'helpers: { get: () => [1].map(() => this) }', 'helper "get"', '2:37', 'get'],
    ['a handler', 'start: () => { this.ready = true }', 'handler "start"', '2:16', 'start'],
  ])('that uses `this` is refused as %s', (_, text, what, place, name) => {
    const { message, file, hint } = problem(define(text))
    expect(message).toBe(`The ${what} is an arrow function, in which \`this\` is not the object.`)
    expect(file).toBe(`app/objects/x.ts:${place}`)
    expect(hint).toBe(`Write it as \`${name}(…) { … }\`.`)
  })

  it.each([
    'init: () => ({ v: 1 })',
    'methods: { get: () => (function () { return this })() }',
    'methods: { get: () => class { x = this } }',
    'methods: { get() { return [1].map(() => this.state) } }',
  ])('is fine in %s', (text) => {
    expect(read(define(text)).handlers).toBeDefined()
  })
})
