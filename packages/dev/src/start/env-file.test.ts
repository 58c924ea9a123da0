import { expect, test } from 'vitest'
import { findBadLine } from './env-file.ts'

test.each([
  ['A=1\n\n# note\nexport B = two\r\nC.d-e=', undefined],
  ['A="one\ntwo three\nfour"\nB=1', undefined],
  ["A='tis\nB=1", undefined],
  ['A=1\nthis is a note', 2],
  ['=1', 1],
  ['A="one\ntwo"\nB 1', 3],
])('%j: the first bad line is %s', (text, line) => {
  expect(findBadLine(text)).toBe(line)
})
