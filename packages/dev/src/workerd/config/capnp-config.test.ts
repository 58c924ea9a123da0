import { expect, test } from 'vitest'
import { generateCapnpConfig } from './capnp-config.ts'

const config = generateCapnpConfig({
  modules: [
    { name: 'index.js', type: 'esModule' },
    { name: 'assets/add-1.wasm', type: 'wasm' },
  ],
  compatibilityDate: '2026-10-01',
  compatibilityFlags: ['nodejs_compat'],
  vars: { TEXT: 'a "b"', JSON_VALUE: { list: [1, 'x"y'] }, FLAG: true },
  objects: [{ binding: 'COUNTER', className: 'Counter' }],
  namespaces: [
    { className: 'Counter', uniqueKey: 'app-Counter', sql: true },
    { className: 'Old', uniqueKey: 'app-Old', sql: false },
  ],
  objectsFolder: '/data/my "objects"',
  address: '[::1]:8787',
})

test('the modules are embedded by name, the main one first', () => {
  expect(config).toContain(`modules = [
    (name = "index.js", esModule = embed "/index.js"),
    (name = "assets/add-1.wasm", wasm = embed "/assets/add-1.wasm"),
  ]`)
})

test('a string becomes a text binding, any other value JSON', () => {
  expect(config).toContain('(name = "TEXT", text = "a \\"b\\"")')
  expect(config).toContain('(name = "JSON_VALUE", json = "{\\"list\\":[1,\\"x\\\\\\"y\\"]}")')
  expect(config).toContain('(name = "FLAG", json = "true")')
})

test('each class gets its key, and SQL unless it uses the legacy backend', () => {
  expect(config).toContain('(className = "Counter", uniqueKey = "app-Counter", enableSql = true)')
  expect(config).toContain('(className = "Old", uniqueKey = "app-Old", enableSql = false)')
})

test('an app with no flags, variables and objects has empty lists', () => {
  const empty = generateCapnpConfig({
    modules: [{ name: 'index.js', type: 'esModule' }],
    compatibilityDate: '2026-10-01',
    compatibilityFlags: [],
    vars: {},
    objects: [],
    namespaces: [],
    objectsFolder: '/data/objects',
    address: '127.0.0.1:0',
  })
  expect(empty).toContain('bindings = [],')
  expect(empty).toContain('durableObjectNamespaces = [],')
  expect(empty).toContain('compatibilityFlags = [],')
})
