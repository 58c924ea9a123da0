import { expect, test } from 'vitest'
import { parseControlMessage } from './control-messages.ts'
import { cleanStartupOutput, createLineFilter, findUnexportedClass } from './workerd-output.ts'

const stack = 'stack: /bin/workerd@22abd7b /lib/libc.so.6@27249'

test('a client that went away is not worth a line, what the app prints is', () => {
  const filter = createLineFilter()
  const lines = [
    'kj/async-io-unix.c++:186: error: disconnected: ::write(fd): Broken pipe',
    stack,
    'the printer is disconnected: call somebody',
    'stack: of papers',
    stack,
  ]
  expect(lines.flatMap((line) => filter(line) ?? [])).toEqual(lines.slice(2))
})

test('a full disk is told once in a sentence, any other report without its native stack', () => {
  const filter = createLineFilter()
  const full =
    'workerd/jsg/util.c++:390: error: e = workerd/util/sqlite.c++:1744: failed: SQLite failed; database or disk is full: SQLITE_FULL'
  const other = 'workerd/io/worker.c++:12: error: something else'
  const shown = [full, stack, full, stack, other, stack].flatMap((line) => filter(line) ?? [])
  expect(shown).toEqual([
    expect.stringMatching(/^The disk is full\. .* acknowledged is kept\.$/),
    other,
  ])
})

test('a limit that is reached is told in a sentence', () => {
  const filter = createLineFilter()
  const lines = [
    'workerd/server/server.c++:6754: error: e = kj-rs-io/ffi.rs:181: overloaded: dup(): Too many open files (os error 24)',
    stack,
    '*** Fatal uncaught kj::Exception: kj-rs-io/ffi.rs:213: overloaded: accept(): Too many open files (os error 24)',
    stack,
    'workerd/server/server.c++:6895: error: Uncaught exception: kj/compat/http.c++:6208: failed: remote.jsg.Error: WebSocket protocol error; protocolError.statusCode = 1009; protocolError.description = Message is too large: 34603008 > 33554432',
    stack,
  ]
  expect(lines.flatMap((line) => filter(line) ?? [])).toEqual([
    expect.stringMatching(/^The limit of open files is reached/),
    expect.stringMatching(/^A client sent a message of more than 32 MiB/),
  ])
})

test('a failed start is told without native stacks and places', () => {
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

test('control messages are read, anything else on the line is not one', () => {
  expect(parseControlMessage('{"event":"process","pid":12}')).toEqual({ event: 'process', pid: 12 })
  expect(parseControlMessage('{"event":"listen","socket":"http","port":80}')).toEqual({
    event: 'listen',
    port: 80,
  })
  for (const line of ['', 'null', '{"event":"other"}', '{"event":"listen"}']) {
    expect(parseControlMessage(line)).toBeUndefined()
  }
})
