import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readAppConfig } from './app-config.ts'

test('the error for a configuration that Wrangler does not accept names the file without its folders', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-config-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(
    join(root, 'wrangler.jsonc'),
    '{ "name": "a", "vars": 1, "main": 2, "triggers": 3 }',
  )
  await expect(readAppConfig(root, 'production')).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Wrangler does not accept wrangler\.jsonc:\n {2}- [^/]+\n {2}- [^/]+$/,
    ),
    file: 'wrangler.jsonc',
  })
})
