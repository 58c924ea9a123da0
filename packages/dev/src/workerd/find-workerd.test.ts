import { expect, test } from 'vitest'
import { explainMissingWorkerd } from './find-workerd.ts'

test('a missing binary is always reported in the same way', () => {
  const message =
    'The package "@cloudflare/workerd-linux-64" could not be found, and is needed by workerd.\n\nIf you'
  expect(explainMissingWorkerd(new Error(message))).toMatchObject({
    message: 'The workerd binary for this machine is not installed.',
    hint: expect.stringContaining('npm install --include=optional'),
  })
  expect(explainMissingWorkerd(new Error('anything else'))).toBeUndefined()
})
