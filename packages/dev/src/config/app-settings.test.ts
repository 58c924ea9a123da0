import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readAppSettings } from './app-settings.ts'

test('what Wrangler does not accept is told without the way to the file', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-settings-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(
    join(root, 'wrangler.jsonc'),
    '{ "name": "a", "vars": 1, "main": 2, "triggers": 3 }',
  )
  await expect(readAppSettings(root, 'production')).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Wrangler does not accept wrangler\.jsonc:\n {2}- [^/]+\n {2}- [^/]+$/,
    ),
    file: 'wrangler.jsonc',
  })
})
