import { beforeAll, expect, test } from 'vitest'
import { installProject, type Project } from './project.ts'

let project: Project

beforeAll(async () => {
  project = await installProject('hono')
})

test.for([
  ['dev', 'cloudwerk', ['dev']],
  ['the build', 'cloudwerk', ['start', '--data', 'stored']],
] as const)('Hono calls an object in %s', async ([where, command, args]) => {
  if (where === 'the build') await project.succeed('cloudwerk', 'build')
  const { url } = await project.serve(command, [...args])
  const post = async () => (await fetch(`${url}/counters/ann`, { method: 'POST' })).json()
  expect(await (await fetch(url)).text()).toBe('Hono')
  expect([await post(), await post()]).toEqual([{ value: 2 }, { value: 4 }])
})

test('its types fit', async () => {
  await project.succeed('cloudwerk', 'types', '--check')
  await project.succeed('tsc', '--noEmit')
})
