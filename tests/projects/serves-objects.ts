import { beforeAll, expect, test } from 'vitest'
import { waitUntil } from '../end-to-end/app.ts'
import { installProject, type Project } from './project.ts'

export interface Expectations {
  /** What the page at `/` has as its heading, if it is served in dev and from the build. */
  heading: string
  /** The commands that serve it in dev: `react-router dev`. */
  dev: readonly string[]
  /** The command that builds it: `react-router build`. */
  build: string
  /** Adds two to the counter of a name, and returns a text with its value: `"value":2` or `has 2`. */
  more(url: string, name: string): Promise<string>
}

/** The tests of each project: pages and calls of an object in dev, and by `cloudwerk start` from its build. */
export function servesObjects(
  name: string,
  { heading, dev, build, more }: Expectations,
): () => Project {
  let project: Project

  beforeAll(async () => {
    project = await installProject(name)
  })

  async function expectCalls(command: string, path: string): Promise<void> {
    const [bin = '', ...args] = command.split(' ')
    const { url } = await project.serve(bin, args)
    const page = await fetch(url, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain(heading)
    // A framework's server may restart the Worker while it learns what the pages import.
    const count = () => untilNumber(() => more(url, path))
    const first = await count()
    expect(await count()).toBeGreaterThanOrEqual(first + 2)
  }

  test.for(dev.map((command, index) => [command, `dev${index}`] as const))(
    '%s serves it',
    ([command, path]) => expectCalls(command, path),
  )

  test(`cloudwerk start serves what ${build} has built`, async () => {
    const [bin = '', ...args] = build.split(' ')
    await project.succeed(bin, ...args)
    await expectCalls('cloudwerk start --data stored', 'built')
  })

  test('the other commands know its objects', async () => {
    const listed = await project.succeed('cloudwerk', 'objects', 'list')
    expect(listed).toContain('app/objects/counter.ts')
    await project.succeed('cloudwerk', 'types', '--check')
    const deployed = await project.succeed('cloudwerk', 'deploy', '--dry-run')
    expect(deployed).toContain('env.COUNTER (Counter)')
    await project.succeed('tsc', '--noEmit')
  })

  return () => project
}

async function untilNumber(read: () => Promise<string>): Promise<number> {
  let found: string | undefined
  await waitUntil(async () => {
    const text = await read().catch(String)
    found = /(?:"value":|\bhas )(\d+)/.exec(text)?.[1]
    return found !== undefined
  })
  return Number(found)
}

/** For a project where a POST to the path of a counter adds two. */
export async function postTo(url: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await fetch(url, { method: 'POST', headers, body: 'more=2' })
  return (await response.text()).replaceAll('<!-- -->', '')
}
