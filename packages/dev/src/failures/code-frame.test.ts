import { expect, test } from 'vitest'
import { formatCodeFrame, readCodeFrame } from './code-frame.ts'

const source = `function a() {
  if (b) {
    c()

    throw d
  }
}
`

test('the line and the column are marked, without the common indentation', () => {
  const frame = readCodeFrame(source, { line: 5, column: 11 })
  expect(frame && formatCodeFrame(frame)).toBe(
    [
      '  2 |   if (b) {',
      '  3 |     c()',
      '  4 |',
      '> 5 |     throw d',
      '    |           ^',
      '  6 |   }',
      '  7 | }',
    ].join('\n'),
  )
  const inner = readCodeFrame('  a\n  b()\r\n  c', { line: 2, column: 3 })
  expect(inner && formatCodeFrame(inner)).toBe('  1 | a\n> 2 | b()\n    | ^\n  3 | c')
})

test('tabs stay tabs, so that the mark is below its column', () => {
  const frame = readCodeFrame('a\n\tb(\tc)', { line: 2, column: 5 })
  expect(frame && formatCodeFrame(frame)).toBe('  1 | a\n> 2 | \tb(\tc)\n    | \t  \t^')
})

test.each([0, 8, 9_999])('there is no frame for line %i', (line) => {
  expect(readCodeFrame(source, { line, column: 1 })).toBeUndefined()
})
