import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { installProject, type Project } from './project.ts'

let project: Project

beforeAll(async () => {
  project = await installProject('astro')
})

test('astro dev runs the objects, also where cloudwerk dev starts it', async () => {
  const { url } = await project.serveBeside('astro dev')
  await expectCounter(url)
})

test('the build is one Worker, which start serves and deploy takes', async () => {
  expect(await project.succeed('cloudwerk', 'deploy', '--dry-run')).toContain(
    'env.COUNTER (Counter)',
  )
  const { url } = await project.serve('cloudwerk', ['start', '--data', 'stored'])
  await expectCounter(url)
  expect(await (await fetch(`${url}/about`)).text()).toContain('>About</h1>')
  await project.succeed('cloudwerk', 'types', '--check')
  await project.succeed('tsc', '--noEmit')
})

test('what the configuration lacks is said, with the lines to copy', async () => {
  const config = `${project.root}/wrangler.jsonc`
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, '{ "name": "project-astro", "compatibility_date": "2026-10-01" }')
  const { code, output } = await project.run('astro', 'build')
  writeFileSync(config, text)
  expect(code).not.toBe(0)
  expect(output).toContain("wrangler.jsonc does not have the app's objects: Counter.")
  expect(output).toContain('{"name":"COUNTER","class_name":"Counter"}')
})

async function expectCounter(url: string): Promise<void> {
  const post = async () =>
    (await fetch(`${url}/api/ann`, { method: 'POST', headers: { Origin: url } })).json()
  expect(await (await fetch(url)).text()).toContain('>Astro</h1>')
  expect([await post(), await post()]).toEqual([{ value: 1 }, { value: 2 }])
  expect(await (await fetch(`${url}/counters/ann`)).text()).toContain('ann: 2')
  // A page's socket, without one.
  expect((await fetch(`${url}/live/ann`)).status).toBe(426)
}
