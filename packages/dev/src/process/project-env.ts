import { delimiter, join } from 'node:path'

/** The environment for a command of a project, which finds the commands of its packages, as in npm scripts. */
export function projectEnv(root: string): NodeJS.ProcessEnv {
  const { env } = process
  return { ...env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${env.PATH}` }
}
