import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { normalizePath, type Plugin } from 'vite'
import { formatProblem } from '../../terminal/report.ts'
import { UserError } from '../../user-error.ts'
import type { AppContext } from '../app-context.ts'

/** Files that hold secrets, and folders with the history of what is secret. */
const secret =
  /^\.(?:env(?:\..+)?|dev\.vars(?:\..+)?|git|hg|svn|npmrc|netrc|htpasswd|ssh|aws)$|^id_(?:rsa|ed25519)$|\.pem$/

/**
 * Warns of what a build would serve to everyone: secrets in the folder of static files, and links in it, whose
 * targets are copied.
 */
export function reportPublicFilesPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:report-public-files',
    configResolved({ command, publicDir, logger }) {
      if (command !== 'build' || publicDir === '') return
      for (const problem of findExposed(publicDir, app.root)) logger.warn(formatProblem(problem))
    },
  }
}

function findExposed(folder: string, root: string): UserError[] {
  return listFolder(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    const file = normalizePath(relative(root, path))
    if (secret.test(entry.name)) {
      const hint = 'Move it out of the folder, or name it in its .assetsignore.'
      return [new UserError(`${entry.name} would be served to everyone.`, { file, hint })]
    }
    if (entry.isSymbolicLink()) {
      const message = 'This is a link, and what it points to is copied and served to everyone.'
      return [new UserError(message, { file, hint: 'Replace it by a file if that is meant.' })]
    }
    return entry.isDirectory() ? findExposed(path, root) : []
  })
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // Most apps have no such folder.
    return []
  }
}
