import { describe, expect, it } from 'vitest'
import { defineDurableObject } from '../../definition/define.ts'
import { resolveSettings } from '../../definition/settings.ts'
import { DurableObjectConfigError } from '../../errors.ts'
import { assertFeatures } from './assert-features.ts'
import { cron } from './cron.ts'
import { destroy } from './destroy.ts'
import { expires } from './expires.ts'
import type { Features } from './features.ts'
import { jobs } from './jobs.ts'
import { schedules } from './schedules.ts'

type Given = Parameters<typeof defineDurableObject>[0]

function check(given: Given, features: Partial<Record<keyof Features, object>> = {}): void {
  const definition = defineDurableObject(given)
  // Only whether a feature is there matters.
  const has = features as Features
  assertFeatures('Ledger', { definition, settings: resolveSettings(definition) }, has)
}

describe('a class without a feature that its definition needs', () => {
  it.each([
    ['sqlite', 'sql', { sqlite: true }],
    ['sqlite: false', 'legacy', { sqlite: false }],
    ['alarm', 'alarm', { alarm() {} }],
    ['webSocketMessage', 'sockets', { webSocketMessage() {} }],
    ['memory', 'memory', { memory: () => ({}) }],
    ['webSocketClose', 'sockets', { webSocketClose() {} }],
    ['sockets', 'sockets', { sockets: {} }],
    ['calls.onceFor', 'once', { calls: { onceFor: '1h' } }],
    ['schema', 'schema', { schema: { '~standard': { version: 1, vendor: '', validate() {} } } }],
    ['jobs, schedules or expires', 'jobs', { jobs: { mail() {} } }],
  ])('is refused: %s needs %s', (key, feature, given) => {
    expect(() => check(given as Given)).toThrow(DurableObjectConfigError)
    expect(() => check(given as Given)).toThrow(
      `Ledger has ${key}, but its Worker was built without that.`,
    )
    expect(() => check(given as Given, { [feature]: {} })).not.toThrow()
  })

  it.each([
    ['sockets.closeSilent', 'silentSockets', { closeSilent: { after: 60_000, bytes: 1_000_000 } }],
    ['sockets.accept or sockets.open', 'socketOpening', { open() {} }],
    ['sockets.messages', 'socketMessages', { messages: {} }],
  ])('is refused: %s needs sockets and %s', (key, feature, group) => {
    const given = { sockets: group } as Given
    expect(() => check(given)).toThrow('Ledger has sockets, but its Worker')
    expect(() => check(given, { sockets: {} })).toThrow(`Ledger has ${key}, but its Worker`)
    expect(() => check(given, { sockets: {}, [feature]: {} })).not.toThrow()
  })

  it('is refused without any of several that it needs', () => {
    const digest = { cron: '0 9 * * *', run() {} }
    const given = { schedules: { digest }, expires: { after: '1h' } } as Given
    const all: Features = { jobs, schedules, cron, expires, destroy }
    const make = (features: Features) => () => {
      check(given, features)
      jobs.forClass(defineDurableObject(given), { className: 'Ledger', features })
    }
    expect(make(all)).not.toThrow()
    for (const feature of Object.keys(all)) {
      const features = { ...all, [feature]: undefined }
      expect(make(features)).toThrow(`give the class the feature '${feature}'`)
    }
  })

  it('is made where it needs none', () => {
    expect(() => check({ methods: { get: () => 1 } })).not.toThrow()
  })
})
