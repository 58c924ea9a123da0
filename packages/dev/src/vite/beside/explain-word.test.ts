import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { explainWord } from './explain-word.ts'

async function explain(plugins: string, file = 'vite.config.ts') {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-word-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const text = `import { cloudflare } from '@cloudflare/vite-plugin'
export default { plugins: [${plugins}] }`
  writeFileSync(join(root, file), text)
  const error = await explainWord(root)
  return { file: error.file, line: /cloudflare.*\)(?=,\n)/.exec(error.hint ?? '')?.[0] }
}

test.for<[string, string]>([
  ['cloudflare()', 'cloudflare({ config: cloudwerkConfig })'],
  ['cloudflare({})', 'cloudflare({ config: cloudwerkConfig })'],
  [
    `cloudflare({\n  viteEnvironment: { name: 'ssr' },\n  ...more,\n})`,
    `cloudflare({ config: cloudwerkConfig, viteEnvironment: { name: 'ssr' }, ...more })`,
  ],
  ['cloudflare(options)', 'cloudflare({ ...options, config: cloudwerkConfig })'],
  [
    `cloudflare({ config: { vars: { A: 'b' } } })`,
    `cloudflare({ config: (worker) => ({ ...cloudwerkConfig(worker), vars: { A: 'b' } }) })`,
  ],
  [
    'cloudflare({ config: mine })',
    'cloudflare({ config: (worker) => ({ ...cloudwerkConfig(worker), ...(mine)(worker) }) })',
  ],
])('%s becomes %s', async ([written, line]) => {
  expect(await explain(written)).toEqual({ file: 'vite.config.ts:2:28', line })
})

test('a call that is somewhere else is shown without its options', async () => {
  expect(await explain('theirs', 'vite.config.mjs')).toEqual({
    file: 'vite.config.mjs',
    line: 'cloudflare({ config: cloudwerkConfig })',
  })
})
