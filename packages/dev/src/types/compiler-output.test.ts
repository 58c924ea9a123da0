import { expect, test } from 'vitest'
import { parseDiagnostics } from './compiler-output.ts'

test('messages are read with their positions and the lines that explain them', () => {
  const output = `a (1).ts(3,14): error TS2345: Argument of type 'A' is not assignable.
  Type 'A' is missing b.
error TS5083: Cannot read file.
`
  expect(parseDiagnostics(output)).toEqual([
    {
      ...{ file: 'a (1).ts', line: 3, column: 14 },
      message: "Argument of type 'A' is not assignable. (TS2345)\n  Type 'A' is missing b.",
    },
    { file: undefined, line: 1, column: 1, message: 'Cannot read file. (TS5083)' },
  ])
})

test('anything else is not a message', () => {
  expect(parseDiagnostics('Found 1 error.\n\n')).toEqual([])
})
