import { basename, resolve } from 'node:path'

/** npm refuses packages of these names. */
const taken = ['node_modules', 'favicon.ico']

/** Why the last part of a folder's path cannot be the app's name; undefined where it can. */
export function nameProblem(folder: string): string | undefined {
  const name = basename(resolve(folder))
  if (/^[a-z0-9][a-z0-9._-]{0,53}$/.test(name) && !taken.includes(name)) return undefined
  return `'${name}' is not a valid name for an app. Use up to 54 lower-case letters, digits and dashes, such as ${similarName(name)}.`
}

function similarName(name: string): string {
  const plain = workerName(name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())
  const similar = plain.replace(/^-/, '').slice(0, 54)
  return similar && !taken.includes(similar) ? similar : 'my-app'
}

/** The name of a Worker may contain only letters, digits and dashes. */
export function workerName(name: string): string {
  return name.replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')
}
