import { expect, test } from 'vitest'
import { quote, writeValue } from './capnp-text.ts'

test('a string is escaped so that nothing in it ends the literal', () => {
  expect(quote('a "b" \\ c')).toBe('"a \\"b\\" \\\\ c"')
  expect(quote('line\nnext\r\t\0\x7f')).toBe('"line\\x0anext\\x0d\\x09\\x00\\x7f"')
})

test('characters outside ASCII stay as they are', () => {
  expect(quote('é 漢 😀 \u0085')).toBe('"é 漢 😀 \u0085"')
})

test('structs, lists, bytes and simple values are written as workerd reads them', () => {
  const value = {
    name: 'a "b"',
    flags: ['x', 'y'],
    modules: [{ name: 'm', data: new Uint8Array([0, 255]) }],
    writable: false,
    absent: undefined,
  }
  expect(writeValue(value)).toBe(
    '(name = "a \\"b\\"", flags = ["x", "y"], modules = [(name = "m", data = 0x"00ff")], writable = false)',
  )
})
