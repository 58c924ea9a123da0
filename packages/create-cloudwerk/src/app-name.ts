import { basename, resolve } from 'node:path'

/** What is wrong with a folder whose last part is to be the name of an app. */
export function nameProblem(folder: string): string | undefined {
  const name = basename(resolve(folder))
  if (/^[a-z0-9][a-z0-9._-]{0,53}$/.test(name)) return undefined
  return `'${name}' cannot be the name of an app. Use up to 54 lower-case letters, digits and dashes, such as my-app.`
}

/** Cloudflare takes letters, digits and dashes. */
export function workerName(name: string): string {
  return name.replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')
}
