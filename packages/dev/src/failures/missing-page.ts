import { join } from 'node:path'
import type { Manifest, RouteEntry } from '../app/manifest.ts'
import { codeOf, editorLink, escapeHtml, type PageOptions, pageHtml } from './html.ts'

export interface Missing {
  /** The path of the request, unchanged. */
  path: string
  manifest: Manifest
}

/** What browsers get in dev where no route matches: the routes there are, and where to add one. */
export function missingPage({ path, manifest }: Missing, options: PageOptions): string {
  const { root, routes, objects } = manifest
  const link = (file: string) => editorLink(join(root, file), file, options.base)
  const body = [
    `<header><h1 class="plain">No route matches ${codeOf(path)}</h1>
<p>To add a route for this path, create ${codeOf(routeFile(path))}:</p>
<pre tabindex="0"><code class="block">${escapeHtml(example)}</code></pre></header>`,
    tableHtml(
      'Routes',
      routes.map((route) => [
        escapeHtml(route.methods.join(' ')),
        pathHtml(route),
        link(route.file),
      ]),
    ),
    tableHtml(
      'Objects',
      objects.map(({ className, methods, file }) => [
        codeOf(className),
        escapeHtml(methods?.join(' ') ?? ''),
        link(file),
      ]),
    ),
  ]
  return pageHtml(
    { title: `No route matches ${path}`, body: body.join('\n'), reloads: true },
    options,
  )
}

/** What other clients get. */
export function missingJson({ path, manifest }: Missing): object {
  const routes = manifest.routes.map(({ methods, path }) => [...methods, path].join(' '))
  return { error: { code: 'NOT_FOUND', message: `No route matches ${path}.`, routes } }
}

const example = `export function GET() {
  return new Response('Hello')
}`

/** A part of the path that is a valid folder name becomes a folder; any other a parameter. */
function routeFile(path: string): string {
  const folders = path.split('/').filter(Boolean)
  const names = folders.map((folder) => (/^[\w.-]+$/.test(folder) ? folder : '[name]'))
  return ['app', ...names, 'route.ts'].join('/')
}

function pathHtml({ path, methods }: RouteEntry): string {
  const isPage = methods.includes('GET') && !path.includes('[')
  return isPage ? `<a href="${escapeHtml(path)}">${escapeHtml(path)}</a>` : codeOf(path)
}

function tableHtml(title: string, rows: string[][]): string {
  if (rows.length === 0) return ''
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
  return `<section><h2>${title}</h2>\n<table>${body.join('\n')}</table></section>`
}
