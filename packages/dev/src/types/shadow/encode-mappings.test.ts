import { SourceMap } from 'node:module'
import { expect, test } from 'vitest'
import { encodeMappings, type Mapping } from './encode-mappings.ts'

test('what is written is what Node reads', () => {
  const mappings: Mapping[] = [
    { generated: { line: 4, column: 900 }, original: { line: 70_000, column: 2 } },
    { generated: { line: 1, column: 4 }, original: { line: 10, column: 15 } },
    { generated: { line: 1, column: 7 }, original: undefined },
    { generated: { line: 1, column: 9 }, original: { line: 3, column: 80 }, source: 1 },
  ]
  const map = new SourceMap({
    ...{ file: 'a.d.ts', version: 3, sources: ['a.ts', 'b.ts'], names: [], sourcesContent: [] },
    ...{ mappings: encodeMappings(mappings), sourceRoot: '' },
  })
  for (const { generated, original, source = 0 } of mappings) {
    if (!original) continue
    expect(map.findEntry(generated.line, generated.column)).toMatchObject({
      originalSource: source === 0 ? 'a.ts' : 'b.ts',
      generatedLine: generated.line,
      generatedColumn: generated.column,
      originalLine: original.line,
      originalColumn: original.column,
    })
  }
  expect(map.findEntry(1, 8)).toMatchObject({ generatedColumn: 7, originalSource: undefined })
})
