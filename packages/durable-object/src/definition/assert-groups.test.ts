import { describe, expect, it } from 'vitest'
import { once } from '../runtime/features/once.ts'
import { assertMessages, assertSockets } from './assert-sockets.ts'
import { assertVersions } from './assert-versions.ts'
import { defineDurableObject } from './define.ts'
import { type AnyDurableObjectDefinition, definitionMark } from './definition.ts'
import type { SilentLimit } from './sockets.ts'

function configError(message: string) {
  return expect.objectContaining({
    code: 'DURABLE_OBJECT_CONFIG',
    message: expect.stringContaining(`Room ${message}`),
  })
}

function checkVersions(config: object): void {
  assertVersions('Room', { ...config, [definitionMark]: true } as AnyDurableObjectDefinition)
}

const keep = (state: unknown): unknown => state

describe('versions', () => {
  it.each([
    {},
    { versions: {} },
    { versions: { version: 3, readsFrom: 1, migrate: { 2: keep, 3: keep } } },
    { sqlite: true, versions: { version: 2, sql: ['CREATE TABLE a (b)'] } },
    { sqlite: true, versions: { sql: [{ name: 'first', up: 'CREATE TABLE a (b)' }] } },
  ])('that fit together are let through: %j', (config) => {
    expect(() => checkVersions(config)).not.toThrow()
  })

  it.each<[versions: object, message: string]>([
    [{ version: 0 }, "has 'versions.version' that is 0. Use 1, 2, 3"],
    [{ version: 1.5 }, "has 'versions.version' that is 1.5"],
    [{ readsFrom: 2 }, "has 'versions.readsFrom' that is 2. Use a version from 1 to 1."],
    [{ version: 2, readsFrom: 0, migrate: { 2: keep } }, "has 'versions.readsFrom' that is 0"],
    [{ migrate: { 2: keep } }, "has 'versions.migrate' for '2', but its version is 1. Add the"],
    [
      { version: 3, migrate: { 4: keep } },
      "has 'versions.migrate' for '4', but its version is 3. Use versions from 2",
    ],
    [{ version: 2, migrate: { 2: 'x' } }, "has 'versions.migrate.2' that is not a function"],
    [{ version: 3, migrate: { 2: keep } }, "has no 'versions.migrate' for version 3"],
    [{ sql: [{ name: 'first' }] }, "has 'versions.sql[0]' that is not SQL"],
    [{ sql: ['CREATE TABLE a (b)'] }, "has 'versions.sql' without a database. Add sqlite: true"],
  ])('that contradict each other are refused: %j', (versions, message) => {
    expect(() => checkVersions({ versions })).toThrow(configError(message))
  })
})

describe('calls.onceFor', () => {
  const check = (onceFor: unknown) =>
    once.forClass(defineDurableObject({ calls: { onceFor } as object }), 'Room')

  it.each([undefined, 1, '500ms', '30d'])('can be %j', (onceFor) => {
    expect(() => check(onceFor)).not.toThrow()
  })

  it.each([
    ['1 day', "has 'calls.onceFor' that is '1 day', which is not a duration"],
    [-1, "has 'calls.onceFor' that is -1"],
    [0, "has 'calls.onceFor' that is 0. Use 1 ms or more."],
  ])('cannot be %j', (onceFor, message) => {
    expect(() => check(onceFor)).toThrow(configError(message))
  })
})

describe('messages', () => {
  const schema = { '~standard': {} }
  const webSocketMessage = () => undefined
  it.each<[config: object, message: string]>([
    [
      { sockets: { messages: { bid: schema } } },
      "has 'sockets.messages', and no 'webSocketMessage'",
    ],
    [
      { sockets: { messages: { bid: schema, sell: {} } }, webSocketMessage },
      "has 'sockets.messages.sell' that is not a Standard Schema. Give the schema of the message",
    ],
  ])('have schemas and a handler: %j', (config, message) => {
    expect(() => assertMessages('Room', config as AnyDurableObjectDefinition)).toThrow(
      configError(message),
    )
  })
})

describe('a limit of silent sockets', () => {
  it.each<[limit: object, message: string]>([
    [{ after: 5 }, "has no 'sockets.closeSilent.bytes', or one that is not a number"],
    [{ after: -1, bytes: 6 }, "has no 'sockets.closeSilent.after'"],
    [{ after: 5, bytes: 6, since: 7 }, "has an unknown key 'sockets.closeSilent.since'. Known"],
  ])('says both how long and how much: %j', (limit, message) => {
    expect(() => assertSockets('Room', limit as SilentLimit)).toThrow(configError(message))
  })
})
