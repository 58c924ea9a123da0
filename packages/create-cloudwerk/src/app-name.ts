import { basename, resolve } from 'node:path'

/** npm takes no package of these names. */
const taken = ['node_modules', 'favicon.ico']

/** What is wrong with a folder whose last part is to be the name of an app. */
export function nameProblem(folder: string): string | undefined {
  const name = basename(resolve(folder))
  if (/^[a-z0-9][a-z0-9._-]{0,53}$/.test(name) && !taken.includes(name)) return undefined
  return `'${name}' cannot be the name of an app. Use up to 54 lower-case letters, digits and dashes, such as ${similarName(name)}.`
}

function similarName(name: string): string {
  const plain = workerName(name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())
  const similar = plain.replace(/^-/, '').slice(0, 54)
  return similar && !taken.includes(similar) ? similar : 'my-app'
}

/** Cloudflare takes letters, digits and dashes. */
export function workerName(name: string): string {
  return name.replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')
}
