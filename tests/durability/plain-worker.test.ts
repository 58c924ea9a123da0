import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runWorkerd, temporaryFolder } from './folders.ts'

const example = fileURLToPath(new URL('../../examples/plain-worker', import.meta.url))
const wrangler = fileURLToPath(
  new URL('../../node_modules/wrangler/bin/wrangler.js', import.meta.url),
)

test('a counter in a hand-written Worker that Wrangler built survives a kill', async () => {
  const bundle = temporaryFolder()
  execFileSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', bundle], {
    cwd: example,
    env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' },
    stdio: 'pipe',
  })
  const worker = {
    module: 'index.js',
    objects: [{ binding: 'COUNTER', className: 'Counter' }],
  }
  const folders = { bundle, data: temporaryFolder(), worker }
  const first = await runWorkerd(folders)
  expect(await countOf(first.url, 'POST')).toBe(1)
  expect(await countOf(first.url, 'POST')).toBe(2)
  await first.kill()
  const second = await runWorkerd(folders)
  expect(await countOf(second.url, 'GET')).toBe(2)
  expect(await countOf(second.url, 'POST')).toBe(3)
})

async function countOf(url: string, method: string): Promise<number> {
  const { value } = (await (await fetch(`${url}/alice`, { method })).json()) as { value: number }
  return value
}
