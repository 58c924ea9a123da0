import { beforeAll, expect, test } from 'vitest'
import { installProject, type Project } from './project.ts'

let project: Project

beforeAll(async () => {
  project = await installProject('react-router')
})

test.for([
  ['its own dev server', 'react-router', ['dev']],
  ['cloudwerk dev', 'cloudwerk', ['dev']],
  ['its own build', 'cloudwerk', ['start', '--data', 'stored']],
] as const)('React Router calls an object in %s', async ([where, command, args]) => {
  if (where === 'its own build') await project.succeed('react-router', 'build')
  const { url } = await project.serve(command, [...args])
  expect(await (await fetch(url)).text()).toContain('<h1>React Router</h1>')
  const page = `${url}/counter/${where.replaceAll(' ', '-')}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const more = async () => (await fetch(page, { method: 'POST', headers, body: 'more' })).text()
  await more()
  expect((await more()).replaceAll('<!-- -->', '')).toContain('has 4')
})

test('the other commands read the project', async () => {
  expect(await project.succeed('cloudwerk', 'objects', 'list')).toContain('app/objects/counter.ts')
  await project.succeed('cloudwerk', 'types', '--check')
  await project.succeed('react-router', 'typegen')
  await project.succeed('tsc')
  expect(await project.succeed('cloudwerk', 'deploy', '--dry-run')).toContain(
    'env.COUNTER (Counter)',
  )
})
