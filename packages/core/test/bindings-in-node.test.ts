import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('the bindings load in plain Node, where a call says that objects are elsewhere', () => {
  const code = `import { durableObjects } from '@cloudwerk/core/bindings'
    const { Counter } = durableObjects
    Counter.getByName('ann').add(1).catch((error) => console.log(error.code))`
  const args = ['--input-type=module', '--eval', code]
  const printed = execFileSync(process.execPath, args, { cwd: import.meta.dirname })
  expect(String(printed)).toBe('DURABLE_OBJECT_CONFIG\n')
})
