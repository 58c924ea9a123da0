import { expect, test } from 'vitest'
import { parseControlMessage } from './control-messages.ts'
import { cleanStartupOutput, createLineFilter, findUnexportedClass } from './filter-output.ts'

const stack = 'stack: /bin/workerd@22abd7b /lib/libc.so.6@27249'

test('a client that disconnected is not worth a line; what the app prints is', () => {
  const filter = createLineFilter()
  const lines = [
    'kj/async-io-unix.c++:186: error: disconnected: ::write(fd): Broken pipe',
    stack,
    'the printer is disconnected: call somebody',
    'stack: of papers',
    stack,
  ]
  expect(lines.flatMap((line) => filter(line))).toEqual(lines.slice(2))
})

test('a full disk is reported once in a sentence, any other report without its native stack', () => {
  const filter = createLineFilter()
  const full =
    'workerd/jsg/util.c++:390: error: e = workerd/util/sqlite.c++:1744: failed: SQLite failed; database or disk is full: SQLITE_FULL'
  const other = 'workerd/io/worker.c++:12: error: NOSENTRY e = kj/x.c++:3: failed: something else'
  const shown = [full, stack, full, stack, other, stack].flatMap((line) => filter(line))
  expect(shown).toEqual([
    expect.stringMatching(/^The disk is full\. .* acknowledged are kept\.$/),
    'workerd: something else',
  ])
})

test('a limit that is reached is reported in a sentence', () => {
  const filter = createLineFilter()
  const lines = [
    'workerd/server/server.c++:6754: error: e = kj-rs-io/ffi.rs:181: overloaded: dup(): Too many open files (os error 24)',
    stack,
    '*** Fatal uncaught kj::Exception: kj-rs-io/ffi.rs:213: overloaded: accept(): Too many open files (os error 24)',
    stack,
    'workerd/server/server.c++:6895: error: Uncaught exception: kj/compat/http.c++:6208: failed: remote.jsg.Error: WebSocket protocol error; protocolError.statusCode = 1009; protocolError.description = Message is too large: 34603008 > 33554432',
    stack,
  ]
  expect(lines.flatMap((line) => filter(line))).toEqual([
    expect.stringMatching(/^The limit of open files is reached/),
    expect.stringMatching(/^A client sent a message of more than 32 MiB/),
  ])
})

const uncaught = 'workerd/server/server.c++:6895: error: Uncaught exception: '
const value = 'workerd/jsg/_virtual_includes/iterator/workerd/jsg/value.h:1494: failed: '
const withContext = `${stack}; sentryErrorContext = jsgInternalError; wdErrId = 9logd5; sentryTag = SENTRY_DO`

test.each([
  [
    'workerd/jsg/util.c++:390: error: e = kj/compat/http.c++:1669: failed: invalid HTTP chunk size; text = zz; text.asBytes() = 122, 122',
    'A client sent a request that is not valid HTTP (invalid HTTP chunk size).',
  ],
  [
    `${uncaught}kj/compat/http.c++:2433: failed: invalid Content-Length header value; cl = abc`,
    'A client sent a request that is not valid HTTP (invalid Content-Length header value).',
  ],
  [
    `${uncaught}kj/compat/url.c++:165: failed: expected tryParse(url, context, options) != nullptr; invalid URL; url = http://x:99999/`,
    'A client sent a request that is not valid HTTP (invalid URL).',
  ],
  [
    `${uncaught}workerd/api/global-scope.c++:291: failed: remote.jsg.Error: Handler does not export a connect() function.`,
    'A client sent a CONNECT request, which the app does not serve.',
  ],
])('an invalid request is reported once in a sentence: %s', (line, sentence) => {
  const filter = createLineFilter()
  const lines = [line, withContext, line, withContext]
  expect(lines.flatMap((each) => filter(each))).toEqual([sentence])
})

test('an uncaught error of the app is reported each time, and what follows from it is not', () => {
  const filter = createLineFilter()
  const thrown = `${uncaught}${value}remote.jsg.TypeError: Invalid URL string.`
  const lines = [
    thrown,
    thrown,
    `${uncaught}${value}remote.jsg.Error: internal error; reference = x`,
  ]
  const sentence =
    'A request failed with an error that nothing caught: TypeError: Invalid URL string.'
  expect(lines.flatMap((each) => filter(each))).toEqual([sentence, sentence])
})

test('what the app prints is never taken for a report', () => {
  const filter = createLineFilter()
  const lines = [
    'main.rs:12: error: mine',
    'workerd/io said x.c++:1: no',
    'stack: /bin/workerd@22abd7b',
  ]
  expect(lines.flatMap((each) => filter(each))).toEqual(lines)
})

test('a warning about the server itself is left out, any other is kept with its stack', () => {
  const filter = createLineFilter()
  const warning =
    'Warning: A promise was resolved or rejected from a different request context than the one it was created in.'
  const own = [warning, '    at Object.cloudwerkWakesRequest (<anonymous>)']
  const other = [warning, '    at app/objects/room.ts:3:5']
  const lines = [...own, ...other, warning, ...own, 'last']
  expect(lines.flatMap((each) => filter(each))).toEqual([...other, warning, 'last'])
})

test('a failed start is reported without native stacks and positions', () => {
  const output = [
    '*** Fatal uncaught kj::Exception: rust/cxx/ffi.rs:209: failed: bind(): No luck (os error 1)',
    stack,
    'service app: Uncaught Error: top level',
    '  at index.js:1:7',
  ]
  expect(cleanStartupOutput(output)).toBe(
    'bind(): No luck (os error 1)\nUncaught Error: top level\n  at index.js:1:7',
  )
})

test('the class that the bundle does not export is found in the warning', () => {
  const warning =
    'workerd/server/server.c++:3559: warning: A DurableObjectNamespace in the config referenced the class "Counter", but no such Durable Object class is exported from the worker.'
  expect(findUnexportedClass(['hello', warning])).toBe('Counter')
  expect(findUnexportedClass(['hello'])).toBeUndefined()
})

test('control messages are read, and anything else is ignored', () => {
  expect(parseControlMessage('{"event":"process","pid":12}')).toEqual({ event: 'process', pid: 12 })
  expect(parseControlMessage('{"event":"listen","socket":"http","port":80}')).toEqual({
    event: 'listen',
    port: 80,
  })
  for (const line of ['', 'null', '{"event":"other"}', '{"event":"listen"}']) {
    expect(parseControlMessage(line)).toBeUndefined()
  }
})
