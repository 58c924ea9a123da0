import fc from 'fast-check'
import { findNodeAtLocation, parse, parseTree } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { appendItems } from './splice-jsonc.ts'

function append(text: string, items = ['"N": 1']): string {
  const root = parseTree(text, [], { allowTrailingComma: true })
  const node = root && findNodeAtLocation(root, ['exports'])
  if (!node) throw new Error('no exports')
  return appendItems(text, node, items)
}

test.each([
  ['on one line', '{"exports": {"A": 1}}', '{"exports": {"A": 1, "N": 1}}'],
  ['with spaces inside', '{ "exports": { "A": 1 } }', '{ "exports": { "A": 1, "N": 1 } }'],
  ['with a trailing comma', '{"exports": {"A": 1,}}', '{"exports": {"A": 1, "N": 1,}}'],
  ['empty', '{\n  "exports": {}\n}', '{\n  "exports": {\n    "N": 1\n  }\n}'],
  ['empty over two lines', '{\n  "exports": {\n  }\n}', '{\n  "exports": {\n    "N": 1\n  }\n}'],
  [
    'with a comment alone',
    '{\n  "exports": { // none\n    // yet\n  }\n}',
    '{\n  "exports": { // none\n    "N": 1\n    // yet\n  }\n}',
  ],
  ['with a comment inside', '{"exports": {/* none */}}', '{"exports": {/* none */ "N": 1}}'],
  [
    'one a line',
    '{\n  "exports": {\n    "A": 1\n  }\n}',
    '{\n  "exports": {\n    "A": 1,\n    "N": 1\n  }\n}',
  ],
  [
    'with tabs and a trailing comma',
    '{\n\t"exports": {\n\t\t"A": 1,\n\t},\n}',
    '{\n\t"exports": {\n\t\t"A": 1,\n\t\t"N": 1,\n\t},\n}',
  ],
  [
    'with CRLF and comments at the end of the line',
    '{\r\n  "exports": {\r\n    "A": 1 // about A\r\n    // about nothing\r\n  }\r\n}\r\n',
    '{\r\n  "exports": {\r\n    "A": 1, // about A\r\n    "N": 1\r\n    // about nothing\r\n  }\r\n}\r\n',
  ],
  [
    'with a comment that continues on the next line',
    '{\n  "exports": {\n    "A": 1, /* about\n    A */ // more\n  }\n}',
    '{\n  "exports": {\n    "A": 1, /* about\n    A */ // more\n    "N": 1,\n  }\n}',
  ],
  [
    'closed on the line of the last item',
    '{\n  "exports": { "A": 1,\n             "B": 2 }\n}',
    '{\n  "exports": { "A": 1,\n             "B": 2,\n             "N": 1 }\n}',
  ],
  [
    'with the comma below a comment',
    '{\n  "exports": {\n    "A": 1 // about A\n    ,\n  }\n}',
    '{\n  "exports": {\n    "A": 1 // about A\n    ,\n    "N": 1,\n  }\n}',
  ],
])('an object written %s gets one item more', (_how, before, after) => {
  expect(append(before)).toBe(after)
})

test('an item of several lines is indented like its container', () => {
  const before = '{\r\n\t"name": "a",\r\n\t"exports": {\r\n\t\t"A": 1\r\n\t}\r\n}'
  expect(append(before, ['"N": {\n\t"m": 1\n}'])).toContain(
    '"A": 1,\r\n\t\t"N": {\r\n\t\t\t"m": 1\r\n\t\t}\r\n\t}',
  )
})

const gap = fc.array(
  fc.constantFrom(' ', '\n', '\r\n', '\t', '/* c, } */', '// c }\n', '/* a\n b */'),
  { maxLength: 4 },
)
const trivia = gap.map((parts) => parts.join(''))

test('whatever stands around the items, the result has one more and nothing less', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(trivia, trivia, trivia), { maxLength: 3 }),
      fc.tuple(trivia, trivia, fc.boolean()),
      (items, [before, inside, comma]) => {
        const list = items.map(([a, b, c], index) => `${a}"k${index}"${b}:${c}${index}`).join(',')
        const last = comma && items.length > 0 ? ',' : ''
        const text = `{${before}"exports": {${list}${last}${inside}}}`
        const after = append(text)
        const options = { allowTrailingComma: true }
        const errors: [] = []
        expect(parse(after, errors, options).exports).toEqual({
          ...parse(text, [], options).exports,
          N: 1,
        })
        expect(errors).toEqual([])
        expect(isSubsequence(text.replace(/\s/g, ''), after)).toBe(true)
      },
    ),
    { numRuns: 2000 },
  )
})

function isSubsequence(part: string, whole: string): boolean {
  let index = 0
  for (const character of whole) if (character === part[index]) index++
  return index === part.length
}
