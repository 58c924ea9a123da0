import { beforeAll, expect, test } from 'vitest'
import { installProject, type Project } from './project.ts'

let project: Project

beforeAll(async () => {
  project = await installProject('next')
})

test('in dev Next calls the objects of the server beside it', async () => {
  const { url } = await project.serveBeside('next dev')
  await expectCounter(url)
})

test('the build is one Worker, which start serves and deploy takes', async () => {
  expect(await project.succeed('cloudwerk', 'deploy', '--dry-run')).toContain(
    'env.COUNTER (Counter)',
  )
  const { url } = await project.serve('cloudwerk', ['start', '--data', 'stored'])
  await expectCounter(url)
  await project.succeed('cloudwerk', 'types', '--check')
  await project.succeed('tsc', '--noEmit')
})

async function expectCounter(url: string): Promise<void> {
  const post = async () => (await fetch(`${url}/api/ann`, { method: 'POST' })).json()
  expect(await (await fetch(url)).text()).toContain('<h1>Next</h1>')
  expect([await post(), await post()]).toEqual([{ value: 1 }, { value: 2 }])
  expect(await (await fetch(`${url}/counters/ann`)).text()).toContain('ann: 2')
}
