import { expect, test } from 'vitest'
import { readStack } from './stack.ts'

test.each([
  [
    'at GET (/app/api/route.ts:4:9)',
    { name: 'GET', file: '/app/api/route.ts', line: 4, column: 9 },
  ],
  ['at DefinitionThis.fail (/a b/c(1).ts:20:41)', { name: 'fail', file: '/a b/c(1).ts', line: 20 }],
  ['at /app/[id]/route.ts:84:23', { name: '', file: '/app/[id]/route.ts', line: 84 }],
  ['at async Object.fetch (file:///app/x.ts:1:2)', { name: 'async fetch', file: '/app/x.ts' }],
  [
    'at fail (file:///a%20b/%C3%A9%23/100%25.ts:1:2)',
    { name: 'fail', file: '/a b/é#/100%.ts', line: 1, column: 2 },
  ],
  ['at fail (file:///%E0%A4/x.ts:1:2)', { file: 'file:///%E0%A4/x.ts' }],
  ['at async /app/app/(shop)/route.ts:1:2', { name: '', file: '/app/app/(shop)/route.ts' }],
  ['at new Cart (C:/app/x.ts:1:2)', { name: 'new Cart', file: 'C:/app/x.ts' }],
])('%s is read', (line, frame) => {
  const frames = readStack({ message: 'no', stack: `Error: no\n    ${line}` })
  expect(frames).toMatchObject([frame])
})

test.each(['at new Promise (<anonymous>)', 'at native', 'no frame at all:1:2x'])(
  '%s is not a frame',
  (line) => {
    expect(readStack({ message: 'no', stack: `Error: no\n    ${line}` })).toEqual([])
  },
)

test('a message that looks like a frame is not one', () => {
  const message = 'no\n    at secrets (/etc/passwd:1:1)'
  const stack = `Error: ${message}\n    at GET (/app/route.ts:4:9)`
  expect(readStack({ message, stack })).toMatchObject([{ file: '/app/route.ts' }])
})
